/**
 * `npm run queues -- <command>`: looks into the running system's queues.
 *   list                                  records waiting, in flight and dead, by consumer
 *   peek <consumer> [<count>]             the oldest records of a dead-letter queue
 *   redrive <consumer>                    moves dead records back to their queue
 *   replay <consumer> <from> [<to>]       delivers archived events of a time span again
 */
import { join } from 'node:path';
import { CONSUMERS, type ConsumerId } from '@pos/contract/consumers.ts';
import { openArchive } from '../bus/archive.ts';
import { openQueues, type Queues } from '../bus/queues.ts';
import { consumersOf } from '../bus/rules.ts';
import { portOffset } from '../settings.ts';
import { StartError } from '../start-error.ts';
import { readEndpoints } from '../state/endpoints.ts';
import { stateDirectoryFor } from '../state/location.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);
const USAGE =
  'Use: npm run queues -- list | peek <consumer> [<count>] | redrive <consumer> | replay <consumer> <from> [<to>]';

function consumerNamed(name: string | undefined): ConsumerId {
  const found = Object.values(CONSUMERS).find(({ id }) => id === name);
  if (found === undefined)
    throw new StartError(
      `There is no consumer ${name ?? '(none named)'}.`,
      `Known: ${Object.keys(CONSUMERS).join(', ')}. ${USAGE}`,
    );
  return found.id;
}

function moment(text: string | undefined, otherwise?: Date): Date {
  const at = text === undefined ? otherwise : new Date(text);
  if (at === undefined || Number.isNaN(at.getTime()))
    throw new StartError(`${text ?? 'Nothing'} is not a time.`, 'Write it as ISO 8601: 2026-01-31T12:00:00Z.');
  return at;
}

async function replay(
  queues: Queues,
  databaseUrl: string,
  consumer: ConsumerId,
  from: Date,
  to: Date,
): Promise<number> {
  const archive = await openArchive(databaseUrl);
  let sent = 0;
  try {
    for await (const page of archive.between(from, to)) {
      const matching = page.filter((event) => consumersOf(event).includes(consumer));
      if (matching.length > 0) await queues.send(consumer, matching);
      sent += matching.length;
    }
    return sent;
  } finally {
    await archive.close();
  }
}

async function run([command, name, ...rest]: readonly string[]): Promise<void> {
  const { database } = readEndpoints(join(stateDirectoryFor(portOffset(process.env)), 'endpoints.json'));
  const queues = await openQueues(database.url, (message) => process.stderr.write(`${message}\n`), { deliver: false });
  try {
    if (command === 'list') {
      print('consumer                   waiting  in flight     dead');
      for (const { consumer, waiting, inFlight, dead } of await queues.counts()) {
        print(
          `${consumer.padEnd(24)} ${String(waiting).padStart(9)} ${String(inFlight).padStart(10)} ${String(dead).padStart(8)}`,
        );
      }
    } else if (command === 'peek') {
      const records = await queues.dead(consumerNamed(name), Number(rest[0] ?? 10) || 10);
      for (const { id, arrivedAt, event } of records)
        print(`${arrivedAt.toISOString()}  ${id}\n  ${JSON.stringify(event)}`);
      print(`${records.length} dead records shown.`);
    } else if (command === 'redrive') {
      print(`${await queues.redrive(consumerNamed(name))} records moved back to ${name}.`);
    } else if (command === 'replay') {
      const [from, to] = rest;
      print(
        `${await replay(queues, database.url, consumerNamed(name), moment(from), moment(to, new Date()))} events delivered again to ${name}.`,
      );
    } else {
      throw new StartError(command === undefined ? 'No command.' : `Unknown command ${command}.`, USAGE);
    }
  } finally {
    await queues.close();
  }
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof StartError) process.stderr.write(`${error.message}\n→ ${error.cure}\n`);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
