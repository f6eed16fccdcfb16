/** Reads the architecture decision records of docs/adr, which all have one heading form. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Decision {
  /** Four digits. */
  readonly number: string;
  /** File name within docs/adr. */
  readonly file: string;
  /** One line that states the decision. */
  readonly title: string;
  /** `YYYY-MM-DD`, the day the record was added. */
  readonly date: string;
  /** `accepted`, or Markdown that names the superseding record. */
  readonly status: string;
}

const headingForm =
  /^# (?<number>\d{4})\. (?<title>[^\n]+[^.\n])\n\n- Date: (?<date>\d{4}-\d{2}-\d{2})\n- Status: (?<status>[^\n]+)\n\n## Context\n/;
const statusForm = /^(?:accepted|(?:accepted, superseded in part|superseded) by \[(\d{4})\]\((\1-[a-z0-9-]+\.md)\))$/;

/** Throws an error that names the file and the wanted form where a record has another heading. */
export function readDecision(file: string, text: string): Decision {
  const { number, title, date, status } = headingForm.exec(text)?.groups ?? {};
  if (number === undefined || title === undefined || date === undefined || status === undefined)
    throw new Error(
      `docs/adr/${file} must begin with "# NNNN. <Decision>", "- Date: YYYY-MM-DD", "- Status: …" and "## Context".`,
    );
  if (!file.startsWith(`${number}-`)) throw new Error(`docs/adr/${file} has the number ${number} in its heading.`);
  if (!statusForm.test(status))
    throw new Error(`docs/adr/${file}: the status is "accepted", or "superseded by [NNNN](NNNN-….md)".`);
  if (!text.includes('\n## Decision\n')) throw new Error(`docs/adr/${file} has no section "## Decision".`);
  return { number, file, title, date, status };
}

/** Every record in the order of its number. */
export function readDecisions(root: string): readonly Decision[] {
  const folder = join(root, 'docs/adr');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .toSorted()
    .map((file) => readDecision(file, readFileSync(join(folder, file), 'utf8')));
}
