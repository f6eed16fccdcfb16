-- A graph is kept until its epoch is published.
GRANT DELETE ON credibility_graphs TO registry_worker;
--> statement-breakpoint
-- Doubles do not compress, and trying costs more than sending them.
ALTER TABLE credibility_graphs ALTER COLUMN body SET STORAGE EXTERNAL;
