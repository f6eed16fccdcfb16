CREATE INDEX "agent_profiles_updated" ON "agent_profiles" USING btree ("updated_at","did");--> statement-breakpoint
-- Operators change the status by hand, and synchronizations find an agent by the time of its last change.
CREATE FUNCTION agent_status_is_a_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  NEW.updated_at := greatest(NEW.updated_at, clock_timestamp());
  RETURN NEW;
END
$$;--> statement-breakpoint
CREATE TRIGGER agent_profiles_status_changes BEFORE UPDATE OF status ON agent_profiles
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION agent_status_is_a_change();
