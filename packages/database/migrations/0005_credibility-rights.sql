-- An epoch that nobody uses any more is forgotten by the worker that replaced it.
GRANT DELETE ON payer_credibility, pair_credibility TO registry_worker;
--> statement-breakpoint
-- Credibility is kept by epoch from now on, no longer as the second number of every pair.
UPDATE reputation_pairs SET state = state[1:1] || state[3:] WHERE cardinality(state) > 2;
