DROP INDEX "capabilities_skill";--> statement-breakpoint
DROP INDEX "credentials_agent";--> statement-breakpoint
CREATE INDEX "agent_profiles_inactive" ON "agent_profiles" USING btree ("did") WHERE "agent_profiles"."status" <> 'active';--> statement-breakpoint
CREATE INDEX "work_histories_reversed" ON "work_histories" USING btree ("did","sequence") WHERE "work_histories"."outcome" = 'reversed';--> statement-breakpoint
CREATE INDEX "capabilities_skill" ON "capabilities" USING btree ("skill" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "credentials_agent" ON "credentials" USING btree ("did","id" DESC NULLS FIRST);