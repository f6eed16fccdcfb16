CREATE TABLE "credibility_anchors" (
	"payer" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone,
	"statement" jsonb,
	CONSTRAINT "credibility_anchors_kind" CHECK ("credibility_anchors"."kind" in ('business', 'attested'))
);
--> statement-breakpoint
CREATE TABLE "credibility_epochs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "credibility_epochs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"status" text NOT NULL,
	"model_version" text,
	"as_of" timestamp (3) with time zone,
	"payers" integer,
	"agents" integer,
	"pairs" bigint,
	"anchors" integer,
	"requested_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"published_at" timestamp (3) with time zone,
	CONSTRAINT "credibility_epochs_status" CHECK ("credibility_epochs"."status" in ('requested', 'computing', 'published')),
	CONSTRAINT "credibility_epochs_published" CHECK ("credibility_epochs"."status" <> 'published' or ("credibility_epochs"."as_of" is not null and "credibility_epochs"."published_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "pair_credibility" (
	"epoch" bigint NOT NULL,
	"did" text NOT NULL,
	"payer" text NOT NULL,
	"credibility" double precision NOT NULL,
	CONSTRAINT "pair_credibility_epoch_did_payer_pk" PRIMARY KEY("epoch","did","payer")
);
--> statement-breakpoint
CREATE TABLE "payer_credibility" (
	"epoch" bigint NOT NULL,
	"payer" text NOT NULL,
	"credibility" double precision NOT NULL,
	CONSTRAINT "payer_credibility_epoch_payer_pk" PRIMARY KEY("epoch","payer")
);
--> statement-breakpoint
CREATE TABLE "reputation_ratings" (
	"network" text NOT NULL,
	"tx_signature" text NOT NULL,
	"did" text NOT NULL,
	"payer" text NOT NULL,
	"rating_bps" integer NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"signature" text NOT NULL,
	"first_rated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "reputation_ratings_network_tx_signature_pk" PRIMARY KEY("network","tx_signature"),
	CONSTRAINT "reputation_ratings_range" CHECK ("reputation_ratings"."rating_bps" between 0 and 10000)
);
--> statement-breakpoint
ALTER TABLE "reputation_evidence" DROP CONSTRAINT "reputation_evidence_kind";--> statement-breakpoint
ALTER TABLE "reputation_evidence" ADD COLUMN "revision" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "reputation_evidence" ADD COLUMN "statement" jsonb;--> statement-breakpoint
ALTER TABLE "reputation_scores" ADD COLUMN "epoch" bigint;--> statement-breakpoint
CREATE UNIQUE INDEX "credibility_epochs_one_at_work" ON "credibility_epochs" USING btree ("status") WHERE "credibility_epochs"."status" = 'computing';--> statement-breakpoint
CREATE INDEX "credibility_epochs_status" ON "credibility_epochs" USING btree ("status","id");--> statement-breakpoint
CREATE INDEX "reputation_evidence_subject" ON "reputation_evidence" USING btree ("network","tx_signature") WHERE "reputation_evidence"."kind" <> 'implicit';--> statement-breakpoint
CREATE INDEX "reputation_scores_epoch" ON "reputation_scores" USING btree ("epoch","did");--> statement-breakpoint
ALTER TABLE "reputation_evidence" ADD CONSTRAINT "reputation_evidence_kind" CHECK ("reputation_evidence"."kind" in ('implicit', 'outcome', 'rating', 'oracle', 'zk', 'adjudicated', 'dismissed', 'reversed'));