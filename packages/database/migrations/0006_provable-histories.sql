CREATE TABLE "history_accumulators" (
	"did" text PRIMARY KEY NOT NULL,
	"count" bigint DEFAULT 0 NOT NULL,
	"value_atomic" numeric(20, 0) DEFAULT 0 NOT NULL,
	"quality_sum_bps" bigint DEFAULT 0 NOT NULL,
	"disputes" bigint DEFAULT 0 NOT NULL,
	"last_sequence" bigint DEFAULT 0 NOT NULL,
	"chain" text DEFAULT '0' NOT NULL,
	"owner_changed" boolean DEFAULT false NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "history_anchors" (
	"sequence" bigint PRIMARY KEY NOT NULL,
	"commitment" text NOT NULL,
	"previous" text NOT NULL,
	"receipts_root" text NOT NULL,
	"heads_root" text NOT NULL,
	"receipts_size" bigint NOT NULL,
	"heads_size" bigint NOT NULL,
	"status" text DEFAULT 'built' NOT NULL,
	"built_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"tx_signature" text,
	"previous_tx_signature" text,
	"signed_transaction" "bytea",
	"last_valid_block_height" bigint,
	"slot" bigint,
	"sent_at" timestamp (3) with time zone,
	"confirmed_at" timestamp (3) with time zone,
	"finalized_at" timestamp (3) with time zone,
	CONSTRAINT "history_anchors_sequence" CHECK ("history_anchors"."sequence" >= 1),
	CONSTRAINT "history_anchors_status" CHECK ("history_anchors"."status" in ('built', 'sent', 'confirmed', 'finalized')),
	CONSTRAINT "history_anchors_sent_has_transaction" CHECK ("history_anchors"."status" = 'built' or ("history_anchors"."signed_transaction" is not null and "history_anchors"."tx_signature" is not null)),
	CONSTRAINT "history_anchors_confirmed_has_slot" CHECK ("history_anchors"."status" in ('built', 'sent') or "history_anchors"."slot" is not null)
);
--> statement-breakpoint
CREATE TABLE "history_heads" (
	"did" text NOT NULL,
	"anchor_sequence" bigint NOT NULL,
	"head_index" bigint NOT NULL,
	"owner" text NOT NULL,
	"count" bigint NOT NULL,
	"value_atomic" numeric(20, 0) NOT NULL,
	"quality_sum_bps" bigint NOT NULL,
	"disputes" bigint NOT NULL,
	"last_sequence" bigint NOT NULL,
	"chain" text NOT NULL,
	"head" text NOT NULL,
	CONSTRAINT "history_heads_did_anchor_sequence_pk" PRIMARY KEY("did","anchor_sequence")
);
--> statement-breakpoint
CREATE TABLE "history_nodes" (
	"tree" text NOT NULL,
	"level" smallint NOT NULL,
	"place" integer NOT NULL,
	"anchor_sequence" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "history_nodes_tree_level_place_anchor_sequence_pk" PRIMARY KEY("tree","level","place","anchor_sequence")
);
--> statement-breakpoint
DROP INDEX "work_histories_settlement";--> statement-breakpoint
ALTER TABLE "agent_profiles" ADD COLUMN "owner_commitment" text;--> statement-breakpoint
ALTER TABLE "work_histories" ADD COLUMN "entry" bigserial NOT NULL;--> statement-breakpoint
ALTER TABLE "work_histories" ADD COLUMN "client_blinding" text NOT NULL;--> statement-breakpoint
ALTER TABLE "work_histories" ADD COLUMN "chain" text NOT NULL;--> statement-breakpoint
CREATE INDEX "history_accumulators_owner_changed" ON "history_accumulators" USING btree ("did") WHERE "history_accumulators"."owner_changed";--> statement-breakpoint
CREATE UNIQUE INDEX "history_anchors_commitment" ON "history_anchors" USING btree ("commitment");--> statement-breakpoint
CREATE UNIQUE INDEX "history_anchors_transaction" ON "history_anchors" USING btree ("tx_signature");--> statement-breakpoint
CREATE UNIQUE INDEX "history_heads_place" ON "history_heads" USING btree ("head_index","anchor_sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "work_histories_job" ON "work_histories" USING btree ("settlement_id") WHERE "work_histories"."outcome" <> 'reversed';--> statement-breakpoint
CREATE UNIQUE INDEX "work_histories_reversal" ON "work_histories" USING btree ("settlement_id") WHERE "work_histories"."outcome" = 'reversed';--> statement-breakpoint
CREATE INDEX "work_histories_unplaced" ON "work_histories" USING btree ("entry") WHERE "work_histories"."leaf_index" is null;--> statement-breakpoint
ALTER TABLE "work_histories" ADD CONSTRAINT "work_histories_outcome" CHECK ("work_histories"."outcome" in ('completed', 'disputed', 'reversed'));--> statement-breakpoint
ALTER TABLE "work_histories" ADD CONSTRAINT "work_histories_sequence" CHECK ("work_histories"."sequence" between 1 and 4294967295);--> statement-breakpoint
ALTER TABLE "work_histories" ADD CONSTRAINT "work_histories_value" CHECK ("work_histories"."value_atomic" between 0 and 18446744073709551615);--> statement-breakpoint
ALTER TABLE "work_histories" ADD CONSTRAINT "work_histories_quality" CHECK ("work_histories"."quality_bps" between 0 and 10000);