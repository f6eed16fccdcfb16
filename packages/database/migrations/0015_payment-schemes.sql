-- Settlements know their payment scheme and an opaque identity of the payment, and call a reservation a reservation.
DROP INDEX "settlements_message";
--> statement-breakpoint
DROP INDEX "settlements_unfinished";
--> statement-breakpoint
ALTER TABLE "settlements" DROP CONSTRAINT "settlements_status", DROP CONSTRAINT "settlements_sent_has_transaction";
--> statement-breakpoint
ALTER TABLE "settlements" RENAME CONSTRAINT "settlements_claimed_by" TO "settlements_reserved_by";
--> statement-breakpoint
-- The former release settled one scheme, `exact` on Solana, and identified a payment by the hash of its message.
ALTER TABLE "settlements" RENAME COLUMN "message_hash" TO "artefact";
--> statement-breakpoint
ALTER TABLE "settlements" RENAME COLUMN "claimed_by" TO "reserved_by";
--> statement-breakpoint
ALTER TABLE "settlements" RENAME COLUMN "claimed_at" TO "reserved_at";
--> statement-breakpoint
ALTER TABLE "settlements" RENAME COLUMN "signed_transaction" TO "prepared";
--> statement-breakpoint
ALTER TABLE "settlements" RENAME COLUMN "last_valid_block_height" TO "last_valid";
--> statement-breakpoint
ALTER TABLE "settlements" ADD COLUMN "scheme" text DEFAULT 'exact' NOT NULL, ADD COLUMN "scheme_data" jsonb;
--> statement-breakpoint
ALTER TABLE "settlements" ALTER COLUMN "scheme" DROP DEFAULT, ALTER COLUMN "status" SET DEFAULT 'reserved';
--> statement-breakpoint
UPDATE "settlements" SET
  "scheme_data" = jsonb_strip_nulls(jsonb_build_object('feePayer', "fee_payer", 'blockhash', "blockhash")),
  "status" = CASE "status" WHEN 'claimed' THEN 'reserved' ELSE "status" END;
--> statement-breakpoint
ALTER TABLE "settlements" DROP COLUMN "fee_payer", DROP COLUMN "blockhash";
--> statement-breakpoint
ALTER TABLE "settlements"
  ADD CONSTRAINT "settlements_status" CHECK ("settlements"."status" in ('reserved', 'sent', 'pending', 'confirmed', 'finalized', 'failed', 'expired')),
  ADD CONSTRAINT "settlements_sent_is_prepared" CHECK ("settlements"."status" not in ('sent', 'pending') or "settlements"."prepared" is not null);
--> statement-breakpoint
CREATE UNIQUE INDEX "settlements_artefact" ON "settlements" USING btree ("artefact","scheme","network");
--> statement-breakpoint
CREATE INDEX "settlements_unfinished" ON "settlements" USING btree ("id") WHERE "settlements"."status" in ('reserved', 'sent', 'pending', 'confirmed');
