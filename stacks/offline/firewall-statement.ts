import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { faultFinder } from './binding-schema.ts';

const folder = join(
  dirname(createRequire(import.meta.url).resolve('@cdktf/provider-aws/package.json')),
  'lib',
  'wafv2-web-acl-rule',
);

/** The one binding that spells statements out: its structs fill several files. */
const readSource = (): string => {
  const structs = readdirSync(join(folder, 'index-structs')).filter((file) => /^structs\d+\.js$/.test(file));
  return [join(folder, 'index.js'), ...structs.map((file) => join(folder, 'index-structs', file))]
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
};

/** The one name in which a rule of its own differs from a rule inside an ACL. */
function asRuleSays(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asRuleSays);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [name === 'custom_key' ? 'custom_keys' : name, asRuleSays(held)]),
  );
}

/** Checks statements of a web ACL's rules, which the binding of the ACL itself and Terraform on the stand-in take unread. */
export function statementChecker(): (statement: unknown) => readonly string[] {
  const faultsIn = faultFinder(readSource(), 'Wafv2WebAclRuleStatement');
  return (statement) => faultsIn(asRuleSays(statement));
}
