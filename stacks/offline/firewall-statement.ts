import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { faultFinder } from './binding-schema.ts';

const folder = join(
  dirname(createRequire(import.meta.url).resolve('@cdktf/provider-aws/package.json')),
  'lib',
  'wafv2-web-acl-rule',
);

/** Source of the only binding that describes statements in full. Its structs fill several files. */
const readSource = (): string => {
  const structs = readdirSync(join(folder, 'index-structs')).filter((file) => /^structs\d+\.js$/.test(file));
  return [join(folder, 'index.js'), ...structs.map((file) => join(folder, 'index-structs', file))]
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
};

/** Renames the one argument that differs between a stand-alone rule and a rule inside a web ACL. */
function asRuleSays(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asRuleSays);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [name === 'custom_key' ? 'custom_keys' : name, asRuleSays(held)]),
  );
}

/**
 * Returns a checker for the statements of web ACL rules. Neither the binding of the ACL nor Terraform with the
 * stand-in provider checks them.
 */
export function statementChecker(): (statement: unknown) => readonly string[] {
  const faultsIn = faultFinder(readSource(), 'Wafv2WebAclRuleStatement');
  return (statement) => faultsIn(asRuleSays(statement));
}
