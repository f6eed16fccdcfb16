/** The text of docs/cost.md, computed from the price table, the stages and what their synthesized stacks contain. */
import { readFileSync } from 'node:fs';
import { synthesizeWorkspace } from '../offline/workspace.ts';
import type { Stage } from '../stage/stage.ts';
import type { SynthesizedStack } from '../synth/manifest.ts';
import { month, total } from './month.ts';
import type { Inventory, Line, Load } from './month.ts';
import { compared, instanceHour, prices, pricesNoted } from './prices.ts';

const loads: readonly (readonly [title: string, load: Load])[] = [
  ['idle', { requestsMillion: 0, settlementsMillion: 0, proofsMillion: 0 }],
  ['stated scale', { requestsMillion: 0.03, settlementsMillion: 0.01, proofsMillion: 0.005 }],
  ['ten million requests', { requestsMillion: 10, settlementsMillion: 1, proofsMillion: 0.5 }],
];

/** Counts the resources of the given stacks by type, and their repeated blocks as `type.block`. */
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

/** A Markdown table with one row per cost and one column per load. Rows without cost under any load are left out. */
function table(columns: readonly (readonly Line[])[]): string {
  const usd = (value: number) => value.toFixed(2);
  const rows = (columns[0] ?? []).flatMap(({ what }, row) => {
    const cells = columns.map((lines) => lines[row]?.usd ?? 0);
    return cells.some((value) => value > 0) ? [`| ${what} | ${cells.map(usd).join(' | ')} |`] : [];
  });
  return [
    `| USD a month | ${loads.map(([title]) => title).join(' | ')} |`,
    `| --- | ${loads.map(() => '---:').join(' | ')} |`,
    ...rows,
    `| **total** | ${columns.map((lines) => `**${usd(total(lines))}**`).join(' | ')} |`,
  ].join('\n');
}

function section(stage: Stage, stacks: readonly SynthesizedStack[]): string {
  const count = inventory(stacks.filter(({ name }) => name.startsWith(`${stage.name}-`)));
  const columns = loads.map(([, load]) => month(stage, count, load));
  const { monthlyBudgetUsd, fargateVcpuHoursBudget } = stage.watch;
  return `## ${stage.name}

${table(columns)}

Budget of the stage: ${monthlyBudgetUsd} USD a month, ${fargateVcpuHoursBudget} Fargate vCPU hours.`;
}

const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
const checked: readonly string[] = [...compared.prices, ...compared.instances];
const unchecked = [...Object.keys(prices), ...Object.keys(instanceHour)].filter((name) => !checked.includes(name));

const introduction = `# What a month costs

\`npm run node -- stacks/cost/main.ts\` prints this page, and with \`--write\` it writes docs/cost.md. The figures follow
from the price table in \`stacks/cost/prices.ts\` (public on-demand prices of us-east-1, noted in ${pricesNoted}), the
settings of each stage and the resources that its synthesized stacks contain. Taxes, support and savings plans are not
included. Neither are small amounts: a DNS zone, backups beyond the size of the database, requests to keys, stored logs
and events. Solana fees are paid by the key of the facilitator, not through AWS.

The tables have three loads: _idle_; the _stated scale_ of the requirements, a thousand registrations and queries a day
with 10,000 settlements and 5,000 proofs a month; and _ten million requests_ with a million settlements and half a
million proofs. The resources that a request is assumed to use are in \`stacks/cost/month.ts\`.`;

const remarks = `## Which prices were checked

The price pages of AWS were not reachable when this page was written. In ${compared.when} these prices were compared
with price lists that others publish, and were the same: ${list(checked)}.

No published list was found for the others, so they are as noted in ${pricesNoted}: ${list(unchecked)}, and the hours of
the API cache. Spot prices vary. The amounts that depend on unchecked prices are the web firewall, requests through API
Gateway, keys, alarms, interface endpoints and enclave instances.

## How to reduce the cost

- Development pays for three things even without use: the NAT gateway, the load balancer and the proxy. Destroyed
  overnight (\`cdktf destroy 'dev-*'\`), they cost nothing.
- The two databases of production are almost half of its bill. Reserve both instances for a year (RDS reserved
  instances, bought by hand, about a third cheaper) once the instance class has proven itself.
- Interface endpoints cost more than the traffic they save up to about 4.5 TB a month. Their purpose is to keep data
  inside the network.
`;

/** Synthesizes every stage as a rehearsal and returns docs/cost.md in Markdown, before it is formatted. */
export async function costReport(): Promise<string> {
  const workspace = await synthesizeWorkspace();
  try {
    const sections = workspace.stages.map((stage) => section(stage, workspace.stacks));
    return [introduction, ...sections, remarks].join('\n\n');
  } finally {
    workspace.remove();
  }
}
