CREATE TABLE "credentials" (
	"id" uuid PRIMARY KEY NOT NULL,
	"did" text NOT NULL,
	"status_index" bigserial NOT NULL,
	"last_sequence" bigint NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_status_index" ON "credentials" USING btree ("status_index");--> statement-breakpoint
CREATE INDEX "credentials_agent" ON "credentials" USING btree ("did");