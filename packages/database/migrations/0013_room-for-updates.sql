-- Rows that are changed all the time find room on their own page, so that no index has to learn where they went.
ALTER TABLE "reputation_pairs" SET (fillfactor = 85);--> statement-breakpoint
ALTER TABLE "reputation_scores" SET (fillfactor = 60);--> statement-breakpoint
ALTER TABLE "audit_heads" SET (fillfactor = 60);
