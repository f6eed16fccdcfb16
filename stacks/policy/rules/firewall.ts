import { resources, ruleOver } from '../rule.ts';
import { blocks, referred, textsIn } from '../stage-graph.ts';

/**
 * Managed rule groups that must be present. Known bad inputs covers Log4j (CKV_AWS_192, CKV2_AWS_77); SQLi is required
 * by docs/requirements.md.
 */
const managed = [
  'AWSManagedRulesKnownBadInputsRuleSet',
  'AWSManagedRulesSQLiRuleSet',
  'AWSManagedRulesAmazonIpReputationList',
];

/** X8. The firewall is the only filter before the authorizer. */
export const stagesAreGuarded = ruleOver(
  'X8',
  'Every stage of the API has a firewall with SQL injection, bad input, IP reputation and rate rules',
  resources('aws_api_gateway_stage'),
  (stage, graph) => {
    const association = graph
      .of('aws_wafv2_web_acl_association')
      .find(({ attributes }) => referred(graph, attributes['resource_arn'])?.id === stage.id);
    const acl = referred(graph, association?.attributes['web_acl_arn']);
    if (acl?.type !== 'aws_wafv2_web_acl') return 'has no firewall: associate a web ACL with it';
    const texts = textsIn(acl.attributes);
    const missing = managed.filter((name) => !texts.includes(name));
    const rates = blocks(acl.attributes['rule']).filter((rule) =>
      JSON.stringify(rule).includes('rate_based_statement'),
    );
    return [
      ...missing.map((name) => `has a firewall without ${name}: add the managed rule group`),
      ...(rates.length > 0 ? [] : ['has a firewall without a rate rule: a key could flood the API']),
      ...blocks(acl.attributes['rule']).flatMap((rule) =>
        blocks(rule['override_action']).some((action) => action['count'] !== undefined)
          ? [`only counts ${String(rule['name'])}: let it block`]
          : [],
      ),
    ];
  },
);

/** X8 for usage plans. 10,000 requests a minute are 166 a second. */
export const keysAreThrottled = ruleOver(
  'X8-plans',
  'Every usage plan has a rate and a burst',
  resources('aws_api_gateway_usage_plan'),
  ({ attributes }) => {
    const throttle = blocks(attributes['throttle_settings'])[0];
    return Number(throttle?.['rate_limit']) > 0 && Number(throttle?.['burst_limit']) > 0
      ? undefined
      : 'has keys without a limit: set throttle_settings';
  },
);

/** X11. A cached answer to a token or to a payment would be served to every other caller. */
export const cachesAreFree = ruleOver(
  'X11',
  'Only free GETs are cached, and encrypted',
  resources('aws_api_gateway_method_settings'),
  ({ attributes }) => {
    const settings = blocks(attributes['settings'])[0];
    if (settings?.['caching_enabled'] !== true) return undefined;
    return [
      ...(String(attributes['method_path']).endsWith('/GET')
        ? []
        : [`caches ${String(attributes['method_path'])}: name a path and GET`]),
      ...(settings['cache_data_encrypted'] === true ? [] : ['does not encrypt its cache: set cache_data_encrypted']),
    ];
  },
);
