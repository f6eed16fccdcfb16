CREATE INDEX "history_heads_anchor" ON "history_heads" USING btree ("anchor_sequence");--> statement-breakpoint
CREATE INDEX "history_nodes_anchor" ON "history_nodes" USING btree ("anchor_sequence");