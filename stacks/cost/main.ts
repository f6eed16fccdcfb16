/** Writes docs/cost.md from the price table, the stages and what their synthesized stacks contain: `npm run node -- stacks/cost/main.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesizeWorkspace } from '../offline/workspace.ts';
import type { SynthesizedStack } from '../synth/manifest.ts';
import { month, total } from './month.ts';
import type { Inventory, Line, Load } from './month.ts';
import { compared, instanceHour, prices, pricesNoted } from './prices.ts';

const loads: readonly (readonly [title: string, load: Load])[] = [
  ['idle', { requestsMillion: 0, settlementsMillion: 0, proofsMillion: 0 }],
  ['stated scale', { requestsMillion: 0.03, settlementsMillion: 0.01, proofsMillion: 0.005 }],
  ['ten million requests', { requestsMillion: 10, settlementsMillion: 1, proofsMillion: 0.5 }],
];

function inventory(stacks: readonly SynthesizedStack[]): Inventory {
  const counts = new Map<string, number>();
  const add = (of: string, more: number): void => void counts.set(of, (counts.get(of) ?? 0) + more);
  for (const { file } of stacks) {
    const { resource = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
      resource?: Record<string, Record<string, object>>;
    };
    for (const [type, named] of Object.entries(resource)) {
      add(type, Object.keys(named).length);
      for (const [block, held] of Object.values(named).flatMap((attributes) => Object.entries(attributes)))
        if (Array.isArray(held)) add(`${type}.${block}`, held.length);
    }
  }
  return (type) => counts.get(type) ?? 0;
}

function table(columns: readonly (readonly Line[])[]): string {
  const usd = (value: number) => value.toFixed(2);
  const rows = (columns[0] ?? []).flatMap(({ what }, row) => {
    const cells = columns.map((lines) => lines[row]?.usd ?? 0);
    return cells.some((value) => value > 0) ? [`| ${what} | ${cells.map(usd).join(' | ')} |`] : [];
  });
  return [
    `| USD a month | ${loads.map(([title]) => title).join(' | ')} |`,
    `|---|${loads.map(() => '---:').join('|')}|`,
    ...rows,
    `| **together** | ${columns.map((lines) => `**${usd(total(lines))}**`).join(' | ')} |`,
  ].join('\n');
}

const sentence = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
const checked: readonly string[] = [...compared.prices, ...compared.instances];
const unchecked = [...Object.keys(prices), ...Object.keys(instanceHour)].filter((name) => !checked.includes(name));

const workspace = await synthesizeWorkspace();
try {
  const sections = workspace.stages.map((stage) => {
    const count = inventory(workspace.stacks.filter(({ name }) => name.startsWith(`${stage.name}-`)));
    const columns = loads.map(([, load]) => month(stage, count, load));
    return `## ${stage.name}\n\n${table(columns)}\n\nBudget of the stage: ${stage.watch.monthlyBudgetUsd} USD a month, ${stage.watch.fargateVcpuHoursBudget} Fargate vCPU hours.`;
  });
  const text = `# What a month costs

Written by \`npm run node -- stacks/cost/main.ts\` from the price table in \`stacks/cost/prices.ts\` (public on-demand prices of us-east-1,
noted in ${pricesNoted}), the settings of each stage and the resources its synthesized stacks contain. Taxes, support and
savings plans are left out, as are small things: a DNS zone, backups beyond the size of the database, requests to keys,
kept logs and events; Solana fees are paid by the facilitator's key, not by AWS.

Three loads: *idle*; the *stated scale* of the original document, a thousand registrations and queries a day, with
10,000 settlements and 5,000 proofs a month; and *ten million requests* with a million settlements and half a million
proofs. What a request is assumed to take stands in \`stacks/cost/month.ts\`.

${sections.join('\n\n')}

## Which prices were checked
AWS's price pages could not be asked where this was written. In ${compared.when} these were compared with price lists that others
publish, and found the same: ${sentence([...compared.prices, ...compared.instances])}.

Not found stated anywhere that could be compared, and therefore as noted in ${pricesNoted}: ${sentence(unchecked)},
and the hours of the gateway's cache. Spot prices float. Amounts that stand on them: the web firewall, requests through API
Gateway, keys, alarms, interface endpoints and enclave instances.

## What makes it cheaper
- Development pays for three things whether used or not: the NAT gateway, the load balancer and the proxy. Tear it down
  overnight (\`cdktf destroy 'dev-*'\`) and they cost nothing.
- Production's two databases are almost half of its bill: reserve both instances for a year (RDS reserved instances, bought by
  hand, about a third off) once the class has proven itself.
- Interface endpoints cost more than the traffic they save until about 4.5 TB a month; they are there for the data that
  should not leave the network.
`;
  writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'cost.md'), text);
} finally {
  workspace.remove();
}
