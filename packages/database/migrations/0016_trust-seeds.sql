-- Plain names: payers that trust starts from are trust seeds, an authority signs an attestation, and an evidence item
-- keeps the signed text that it came from.
ALTER TABLE "credibility_anchors" RENAME TO "trust_seeds";--> statement-breakpoint
ALTER TABLE "trust_seeds" RENAME CONSTRAINT "credibility_anchors_pkey" TO "trust_seeds_pkey";--> statement-breakpoint
ALTER TABLE "trust_seeds" RENAME CONSTRAINT "credibility_anchors_kind" TO "trust_seeds_kind";--> statement-breakpoint
ALTER TABLE "trust_seeds" RENAME COLUMN "statement" TO "attestation";--> statement-breakpoint
ALTER TABLE "credibility_epochs" RENAME COLUMN "anchors" TO "trust_seeds";--> statement-breakpoint
ALTER TABLE "reputation_evidence" RENAME COLUMN "statement" TO "provenance";--> statement-breakpoint
-- An unfinished epoch goes on from the graph that the former release stored.
UPDATE "credibility_graphs" SET "part" = 'trustSeeds' WHERE "part" = 'anchors';--> statement-breakpoint
-- The consumer has a new name; events that it quarantined stay its own.
UPDATE "event_quarantine" SET "consumer" = 'apply-attestations' WHERE "consumer" = 'apply-statements';
