-- Receipts, heads and anchors are history: added to, and nothing else. The worker alone builds anchors. A receipt is
-- given its place in the tree once; an anchor is given its transaction until that is on chain.
REVOKE UPDATE, DELETE, TRUNCATE ON work_histories, history_heads, history_nodes, history_anchors FROM registry_app, registry_worker;
--> statement-breakpoint
REVOKE INSERT ON history_heads, history_nodes, history_anchors FROM registry_app;
--> statement-breakpoint
GRANT UPDATE (leaf_index) ON work_histories TO registry_worker;
--> statement-breakpoint
GRANT UPDATE (status, attempts, tx_signature, previous_tx_signature, signed_transaction, last_valid_block_height, slot, sent_at, confirmed_at, finalized_at)
  ON history_anchors TO registry_worker;
--> statement-breakpoint
-- Nodes are computed from receipts and heads: those that no recent anchor holds are tidied away.
GRANT DELETE ON history_nodes TO registry_worker;
--> statement-breakpoint
CREATE FUNCTION refuse_receipt_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.leaf_index IS NULL AND NEW.leaf_index IS NOT NULL AND to_jsonb(NEW) - 'leaf_index' = to_jsonb(OLD) - 'leaf_index' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a receipt is never changed: append one that reverses it'
    USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER work_histories_unchanging BEFORE UPDATE ON work_histories
  FOR EACH ROW EXECUTE FUNCTION refuse_receipt_change();
--> statement-breakpoint
CREATE TRIGGER work_histories_undeleted BEFORE DELETE ON work_histories
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER work_histories_untruncated BEFORE TRUNCATE ON work_histories
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER history_heads_unchanging BEFORE UPDATE OR DELETE ON history_heads
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER history_heads_untruncated BEFORE TRUNCATE ON history_heads
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE FUNCTION refuse_anchor_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.sequence, NEW.commitment, NEW.previous, NEW.receipts_root, NEW.heads_root, NEW.receipts_size, NEW.heads_size, NEW.built_at)
    IS DISTINCT FROM (OLD.sequence, OLD.commitment, OLD.previous, OLD.receipts_root, OLD.heads_root, OLD.receipts_size, OLD.heads_size, OLD.built_at) THEN
    RAISE EXCEPTION 'what an anchor commits to is never changed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.status IN ('confirmed', 'finalized')
    AND to_jsonb(NEW) - '{status,finalized_at}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{status,finalized_at}'::text[] THEN
    RAISE EXCEPTION 'the transaction of an anchor on chain is never changed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.status = 'finalized' OR (OLD.status = 'confirmed' AND NEW.status <> 'finalized') THEN
    RAISE EXCEPTION 'an anchor on chain stays there' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER history_anchors_unchanging BEFORE UPDATE ON history_anchors
  FOR EACH ROW EXECUTE FUNCTION refuse_anchor_change();
--> statement-breakpoint
CREATE TRIGGER history_anchors_undeleted BEFORE DELETE ON history_anchors
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER history_anchors_untruncated BEFORE TRUNCATE ON history_anchors
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
