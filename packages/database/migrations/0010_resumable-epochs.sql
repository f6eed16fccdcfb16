CREATE TABLE "credibility_graphs" (
	"epoch" bigint NOT NULL,
	"part" text NOT NULL,
	"slice" integer NOT NULL,
	"body" "bytea" NOT NULL,
	CONSTRAINT "credibility_graphs_epoch_part_slice_pk" PRIMARY KEY("epoch","part","slice")
);
--> statement-breakpoint
ALTER TABLE "credibility_epochs" ADD COLUMN "holder" uuid;--> statement-breakpoint
ALTER TABLE "credibility_epochs" ADD COLUMN "graph_saved_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "credibility_epochs" ADD COLUMN "written" bigint DEFAULT 0 NOT NULL;