import { beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { statementChecker } from '../offline/firewall-statement.ts';
import { discoverStages } from '../stage/discover.ts';
import { plantedViolations } from '../testing/planted-violations.ts';
import type { Stacks } from '../testing/planted-violations.ts';
import { synthesize } from '../testing/synthesized.ts';
import { exceptions, isCheckovs } from './exceptions.ts';
import { judge } from './judge.ts';
import { rules } from './rules.ts';
import { stageGraphs } from './stage-graph.ts';

const ids = rules.map(({ id }) => id);
const ours = exceptions.filter((exception) => !isCheckovs(exception));

let stacks: Stacks;
let production: ReadonlySet<string>;
beforeAll(async () => {
  const definitions = await discoverStages(join(import.meta.dirname, '..', 'stages'));
  const stages = definitions.map((definition) => definition.read({}));
  production = new Set(stages.flatMap((stage) => (stage.production ? [stage.name] : [])));
  stacks = synthesize(stages).stacks as unknown as Stacks;
});

describe('the stages of this repository', () => {
  it.each(rules.map((rule) => [rule.id, rule.title, rule] as const))('%s: %s', (_, __, rule) => {
    const { judged, findings } = rule.judge(stageGraphs(stacks));
    expect(judge(findings, ours, production).findings).toEqual([]);
    // A rule without subjects would pass whatever is wrong.
    expect(judged).toBeGreaterThan(0);
  });

  it('need every exception of the register', () => {
    const findings = rules.flatMap((rule) => rule.judge(stageGraphs(stacks)).findings);
    expect(judge(findings, ours, production).needless).toEqual([]);
  });
});

describe('a planted violation', () => {
  it.each(plantedViolations.map((planted) => [planted.rule, planted.mistake, planted] as const))(
    'is caught by %s: %s',
    (_, __, { rule: id, plant }) => {
      const rule = rules.find((each) => each.id === id);
      const count = (of: Stacks): number => rule?.judge(stageGraphs(of)).findings.length ?? 0;
      const bent = structuredClone(stacks);
      plant(bent);
      expect(count(bent)).toBeGreaterThan(count(stacks));
    },
  );

  it('exists for every rule', () => {
    expect(ids.filter((id) => !plantedViolations.some(({ rule }) => rule === id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** Neither the binding of a web ACL nor Terraform with the stand-in provider checks the statements of its rules. */
describe('a statement of the firewall', () => {
  const faults = statementChecker();

  it('uses only arguments that the provider knows, in every rule', () => {
    type Rule = { readonly name: string; readonly statement: unknown };
    const acls = Object.values(stacks).flatMap(({ resource = {} }) =>
      Object.values(resource['aws_wafv2_web_acl'] ?? {}),
    );
    const statements = acls.flatMap(({ rule }) => rule as Rule[]);
    expect(statements.length).toBeGreaterThan(10);
    for (const { name, statement } of statements)
      expect({ name, faults: faults(statement) }).toEqual({ name, faults: [] });
  });

  it.each([
    [
      'a misspelt statement',
      { rate_base_statement: { limit: 10, aggregate_key_type: 'IP' } },
      'takes no rate_base_statement',
    ],
    [
      'a misspelt argument at any depth',
      {
        and_statement: {
          statement: [{ not_statement: { statement: { geo_match_statement: { countries: ['XX'] } } } }],
        },
      },
      'takes no countries',
    ],
    ['a missing argument', { managed_rule_group_statement: { vendor_name: 'AWS' } }, 'lacks name'],
  ])('is refused for %s', (_, statement, complaint) => {
    expect(faults(statement)).toEqual(expect.arrayContaining([expect.stringContaining(complaint)]));
  });
});
