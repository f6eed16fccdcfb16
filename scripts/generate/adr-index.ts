import { readDecisions } from './decisions.ts';
import type { Generator } from './generator.ts';

const introduction = `# Decisions

<!-- Written by \`npm run generate\` from the headings of the records. -->

Each record states one decision, the situation that asked for it, and its consequences. Numbers are never given twice and
have gaps. To add a record, copy the heading of another one, take the next free number, state the decision as the title,
link the record from the code or the document that it is about, and run \`npm run generate\`.

| no. | decision | date | status |
| --- | -------- | ---- | ------ |
`;

/** Writes docs/adr/README.md, one line for each record. */
export const adrIndex: Generator = {
  name: 'adr-index',
  generate: (root) => ({
    'docs/adr/README.md':
      introduction +
      readDecisions(root)
        .map(({ number, file, title, date, status }) => `| [${number}](${file}) | ${title} | ${date} | ${status} |\n`)
        .join(''),
  }),
};
