ALTER TABLE "reputation_events" DROP CONSTRAINT "reputation_events_hashes";--> statement-breakpoint
DROP INDEX "reputation_evidence_settled";--> statement-breakpoint
DROP INDEX "reputation_pairs_payer";--> statement-breakpoint
DROP INDEX "reputation_evidence_pair";--> statement-breakpoint
DROP INDEX "reputation_evidence_settlement";--> statement-breakpoint
CREATE INDEX "reputation_evidence_pair" ON "reputation_evidence" USING btree ("did","payer");--> statement-breakpoint
CREATE INDEX "reputation_evidence_settlement" ON "reputation_evidence" USING btree ("settlement_id") WHERE "reputation_evidence"."kind" <> 'implicit';--> statement-breakpoint
ALTER TABLE "reputation_events" ADD CONSTRAINT "reputation_events_hashes" CHECK (length("reputation_events"."hash") = 64 and "reputation_events"."hash" !~ '[^0-9a-f]' and length("reputation_events"."previous_hash") = 64 and "reputation_events"."previous_hash" !~ '[^0-9a-f]');