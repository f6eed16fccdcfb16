-- The roles themselves are made by provision.ts: they belong to the server, this file to one database.
-- Runtime roles read, add and change rows of every table, also of those that later migrations add;
-- what may be deleted is granted table by table, and nothing may be truncated.
GRANT USAGE ON SCHEMA public TO registry_app, registry_worker;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO registry_app, registry_worker;
--> statement-breakpoint
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO registry_app, registry_worker;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE ON TABLES TO registry_app, registry_worker;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO registry_app, registry_worker;
--> statement-breakpoint
REVOKE ALL ON registry_migrations FROM registry_app, registry_worker;
--> statement-breakpoint
GRANT DELETE ON capabilities, agent_dids, idempotency_keys TO registry_app;
--> statement-breakpoint
GRANT DELETE ON capabilities, agent_dids, idempotency_keys, challenges, outbox, processed_events TO registry_worker;
--> statement-breakpoint
-- The audit is only ever added to. The grants stop the runtime, the triggers stop the owner's mistakes as well.
REVOKE UPDATE, DELETE, TRUNCATE ON reputation_events FROM registry_app, registry_worker;
--> statement-breakpoint
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed: add a correcting row instead', TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER reputation_events_unchanging BEFORE UPDATE OR DELETE ON reputation_events
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER reputation_events_untruncated BEFORE TRUNCATE ON reputation_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
