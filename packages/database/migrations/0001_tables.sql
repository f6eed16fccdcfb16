CREATE TABLE "agent_dids" (
	"did" text PRIMARY KEY NOT NULL,
	"agent_did" text NOT NULL,
	"method" text NOT NULL,
	"controller_keys" jsonb NOT NULL,
	"verified_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agent_profiles" (
	"did" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"url" text,
	"pay_to" text NOT NULL,
	"endpoints" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"programs" text[] DEFAULT '{}' NOT NULL,
	"skills" text[] DEFAULT '{}' NOT NULL,
	"metrics" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"revision" bigint DEFAULT 1 NOT NULL,
	"search_text" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "agent_profiles_status" CHECK ("agent_profiles"."status" in ('active', 'suspended', 'retired'))
);
--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"did" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "capabilities" (
	"agent_did" text NOT NULL,
	"skill" text NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "capabilities_agent_did_skill_pk" PRIMARY KEY("agent_did","skill")
);
--> statement-breakpoint
CREATE TABLE "challenges" (
	"id" uuid PRIMARY KEY NOT NULL,
	"did" text NOT NULL,
	"purpose" text NOT NULL,
	"message" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "event_quarantine" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"consumer" text NOT NULL,
	"delivery_id" text NOT NULL,
	"event" jsonb NOT NULL,
	"reason" text NOT NULL,
	"detail" text,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"resolved_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"owner" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"status" text DEFAULT 'in-progress' NOT NULL,
	"holder" uuid NOT NULL,
	"held_until" timestamp (3) with time zone NOT NULL,
	"response" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_owner_key_pk" PRIMARY KEY("owner","key"),
	CONSTRAINT "idempotency_keys_status" CHECK ("idempotency_keys"."status" in ('in-progress', 'done'))
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"event_id" uuid NOT NULL,
	"source" text NOT NULL,
	"detail_type" text NOT NULL,
	"detail" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"claimed_until" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"published_at" timestamp (3) with time zone,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "processed_events" (
	"consumer" text NOT NULL,
	"event_id" text NOT NULL,
	"processed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "processed_events_consumer_event_id_pk" PRIMARY KEY("consumer","event_id")
);
--> statement-breakpoint
CREATE TABLE "reputation_badges" (
	"id" uuid PRIMARY KEY NOT NULL,
	"did" text NOT NULL,
	"tier" text NOT NULL,
	"score_bps" integer NOT NULL,
	"status" text DEFAULT 'requested' NOT NULL,
	"network" text NOT NULL,
	"holder" text NOT NULL,
	"mint" text,
	"tx_signature" text,
	"metadata_uri" text,
	"requested_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"minted_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "reputation_badges_status" CHECK ("reputation_badges"."status" in ('requested', 'minted', 'revoked'))
);
--> statement-breakpoint
CREATE TABLE "reputation_events" (
	"did" text NOT NULL,
	"sequence" bigint NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	"payload" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "reputation_events_did_sequence_pk" PRIMARY KEY("did","sequence"),
	CONSTRAINT "reputation_events_sequence" CHECK ("reputation_events"."sequence" >= 1),
	CONSTRAINT "reputation_events_hashes" CHECK ("reputation_events"."hash" ~ '^[0-9a-f]{64}$' and "reputation_events"."previous_hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "reputation_evidence" (
	"event_id" uuid PRIMARY KEY NOT NULL,
	"did" text NOT NULL,
	"payer" text NOT NULL,
	"kind" text NOT NULL,
	"outcome" double precision NOT NULL,
	"usd_micro" bigint NOT NULL,
	"settlement_id" uuid,
	"network" text,
	"tx_signature" text,
	"slot" bigint,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"applied_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reputation_evidence_outcome" CHECK ("reputation_evidence"."outcome" between 0 and 1),
	CONSTRAINT "reputation_evidence_kind" CHECK ("reputation_evidence"."kind" in ('implicit', 'rating', 'adjudicated', 'oracle', 'zk'))
);
--> statement-breakpoint
CREATE TABLE "reputation_pairs" (
	"did" text NOT NULL,
	"payer" text NOT NULL,
	"model_version" text NOT NULL,
	"state" double precision[] DEFAULT '{}' NOT NULL,
	"last_event_at" timestamp (3) with time zone NOT NULL,
	"last_event_id" uuid NOT NULL,
	CONSTRAINT "reputation_pairs_did_payer_pk" PRIMARY KEY("did","payer")
);
--> statement-breakpoint
CREATE TABLE "reputation_scores" (
	"did" text PRIMARY KEY NOT NULL,
	"model_version" text NOT NULL,
	"score_bps" integer NOT NULL,
	"mean_bps" integer NOT NULL,
	"low_bps" integer NOT NULL,
	"high_bps" integer NOT NULL,
	"evidence" double precision NOT NULL,
	"reasons" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"state" double precision[] DEFAULT '{}' NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	CONSTRAINT "reputation_scores_range" CHECK (least("reputation_scores"."score_bps", "reputation_scores"."mean_bps", "reputation_scores"."low_bps") >= 0 and greatest("reputation_scores"."score_bps", "reputation_scores"."mean_bps", "reputation_scores"."high_bps") <= 10000),
	CONSTRAINT "reputation_scores_interval" CHECK ("reputation_scores"."low_bps" <= "reputation_scores"."high_bps")
);
--> statement-breakpoint
CREATE TABLE "settlements" (
	"id" uuid PRIMARY KEY NOT NULL,
	"network" text NOT NULL,
	"message_hash" text NOT NULL,
	"tx_signature" text,
	"payment_identifier" text,
	"status" text DEFAULT 'claimed' NOT NULL,
	"payer" text NOT NULL,
	"pay_to" text NOT NULL,
	"agent_did" text,
	"asset" text NOT NULL,
	"amount_atomic" numeric(20, 0) NOT NULL,
	"usd_micro" bigint,
	"resource" text,
	"claimed_by" text DEFAULT 'settle' NOT NULL,
	"binding_hash" text DEFAULT '' NOT NULL,
	"fee_payer" text NOT NULL,
	"requirements" jsonb NOT NULL,
	"signed_transaction" "bytea",
	"blockhash" text,
	"last_valid_block_height" bigint,
	"slot" bigint,
	"error" text,
	"pending_told_at" timestamp (3) with time zone,
	"success_told_at" timestamp (3) with time zone,
	"claimed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"confirmed_at" timestamp (3) with time zone,
	"finalized_at" timestamp (3) with time zone,
	CONSTRAINT "settlements_status" CHECK ("settlements"."status" in ('claimed', 'sent', 'pending', 'confirmed', 'finalized', 'failed', 'expired')),
	CONSTRAINT "settlements_claimed_by" CHECK ("settlements"."claimed_by" in ('verify', 'settle', 'payer')),
	CONSTRAINT "settlements_amount" CHECK ("settlements"."amount_atomic" between 0 and 18446744073709551615),
	CONSTRAINT "settlements_sent_has_transaction" CHECK ("settlements"."status" not in ('sent', 'pending') or "settlements"."signed_transaction" is not null)
);
--> statement-breakpoint
CREATE TABLE "work_histories" (
	"did" text NOT NULL,
	"sequence" bigint NOT NULL,
	"settlement_id" uuid NOT NULL,
	"value_atomic" numeric(20, 0) NOT NULL,
	"quality_bps" integer NOT NULL,
	"outcome" text NOT NULL,
	"skill" text,
	"client_commitment" text NOT NULL,
	"salt" text NOT NULL,
	"leaf" text NOT NULL,
	"leaf_index" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "work_histories_did_sequence_pk" PRIMARY KEY("did","sequence")
);
--> statement-breakpoint
CREATE TABLE "zk_proofs" (
	"nullifier" text PRIMARY KEY NOT NULL,
	"did" text NOT NULL,
	"statement" text NOT NULL,
	"scope" text NOT NULL,
	"root" text NOT NULL,
	"thresholds" jsonb NOT NULL,
	"verification_key_hash" text NOT NULL,
	"verified_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "agent_dids" ADD CONSTRAINT "agent_dids_agent_did_agent_profiles_did_fk" FOREIGN KEY ("agent_did") REFERENCES "public"."agent_profiles"("did") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "capabilities" ADD CONSTRAINT "capabilities_agent_did_agent_profiles_did_fk" FOREIGN KEY ("agent_did") REFERENCES "public"."agent_profiles"("did") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "agent_dids_agent" ON "agent_dids" USING btree ("agent_did");--> statement-breakpoint
CREATE INDEX "agent_profiles_search_trigram" ON "agent_profiles" USING gin ("search_text" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "agent_profiles_skills" ON "agent_profiles" USING gin ("skills");--> statement-breakpoint
CREATE INDEX "agent_profiles_endpoints" ON "agent_profiles" USING gin ("endpoints" jsonb_path_ops);--> statement-breakpoint
CREATE INDEX "agent_profiles_pay_to" ON "agent_profiles" USING btree ("pay_to");--> statement-breakpoint
CREATE INDEX "agent_profiles_newest" ON "agent_profiles" USING btree ("created_at" DESC NULLS FIRST,"did");--> statement-breakpoint
CREATE INDEX "capabilities_skill" ON "capabilities" USING btree ("skill");--> statement-breakpoint
CREATE INDEX "capabilities_detail" ON "capabilities" USING gin ("detail" jsonb_path_ops);--> statement-breakpoint
CREATE INDEX "challenges_expiry" ON "challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "event_quarantine_newest" ON "event_quarantine" USING btree ("received_at" DESC NULLS FIRST,"id");--> statement-breakpoint
CREATE UNIQUE INDEX "event_quarantine_delivery" ON "event_quarantine" USING btree ("consumer","delivery_id");--> statement-breakpoint
CREATE INDEX "idempotency_keys_expiry" ON "idempotency_keys" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_event" ON "outbox" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "outbox_unpublished" ON "outbox" USING btree ("id") WHERE "outbox"."published_at" is null;--> statement-breakpoint
CREATE INDEX "outbox_published" ON "outbox" USING btree ("published_at") WHERE "outbox"."published_at" is not null;--> statement-breakpoint
CREATE INDEX "processed_events_age" ON "processed_events" USING btree ("processed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "reputation_badges_held" ON "reputation_badges" USING btree ("did","tier") WHERE "reputation_badges"."status" <> 'revoked';--> statement-breakpoint
CREATE UNIQUE INDEX "reputation_badges_mint" ON "reputation_badges" USING btree ("network","mint");--> statement-breakpoint
CREATE UNIQUE INDEX "reputation_evidence_settled" ON "reputation_evidence" USING btree ("network","tx_signature") WHERE "reputation_evidence"."kind" = 'implicit';--> statement-breakpoint
CREATE INDEX "reputation_evidence_pair" ON "reputation_evidence" USING btree ("did","payer","occurred_at","event_id");--> statement-breakpoint
CREATE INDEX "reputation_evidence_settlement" ON "reputation_evidence" USING btree ("settlement_id") WHERE "reputation_evidence"."settlement_id" is not null;--> statement-breakpoint
CREATE INDEX "reputation_pairs_payer" ON "reputation_pairs" USING btree ("payer");--> statement-breakpoint
CREATE INDEX "reputation_scores_ranking" ON "reputation_scores" USING btree ("score_bps" DESC NULLS FIRST,"did");--> statement-breakpoint
CREATE UNIQUE INDEX "settlements_message" ON "settlements" USING btree ("network","message_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "settlements_signature" ON "settlements" USING btree ("network","tx_signature");--> statement-breakpoint
CREATE UNIQUE INDEX "settlements_payment_identifier" ON "settlements" USING btree ("pay_to","payment_identifier") WHERE "settlements"."payment_identifier" is not null and "settlements"."status" not in ('failed', 'expired');--> statement-breakpoint
CREATE INDEX "settlements_agent" ON "settlements" USING btree ("agent_did","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "settlements_payer" ON "settlements" USING btree ("payer","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "settlements_unfinished" ON "settlements" USING btree ("id") WHERE "settlements"."status" in ('claimed', 'sent', 'pending', 'confirmed');--> statement-breakpoint
CREATE UNIQUE INDEX "work_histories_settlement" ON "work_histories" USING btree ("settlement_id","outcome");--> statement-breakpoint
CREATE UNIQUE INDEX "work_histories_leaf_index" ON "work_histories" USING btree ("leaf_index");--> statement-breakpoint
CREATE INDEX "work_histories_newest" ON "work_histories" USING btree ("did","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "zk_proofs_agent" ON "zk_proofs" USING btree ("did","verified_at" DESC NULLS FIRST);