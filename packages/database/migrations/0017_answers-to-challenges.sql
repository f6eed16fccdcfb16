ALTER TABLE "challenges" ADD COLUMN "request_hash" text;--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "answer" "bytea";