import { Wafv2WebAclAssociation } from '@cdktf/provider-aws/lib/wafv2-web-acl-association/index.js';
import { Wafv2WebAclLoggingConfiguration } from '@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration/index.js';
import { Wafv2WebAcl } from '@cdktf/provider-aws/lib/wafv2-web-acl/index.js';
import { DEFAULT_BODY_LIMIT_BYTES } from '@pos/contract/route.ts';
import { problemDocument, PROBLEMS, type Problem } from '@pos/contract/problem.ts';
import { Construct } from 'constructs';
import { refusalHeaders } from '../../derive/rest-api/gateway-responses.ts';
import { greaterThanPattern, inspectedBytes, pathPatterns } from '../../derive/rest-api/size-limits.ts';
import type { SizeLimit } from '../../derive/rest-api/size-limits.ts';
import { EncryptedLogGroup } from '../observability/encrypted-log-group.ts';
import { marketplacePlan } from './marketplace-keys.ts';
import { stageStackOf } from '../stage-stack.ts';

type WebFirewallProps = {
  /** ARN of the stage of the REST API that the firewall protects. */
  readonly resourceArn: string;
  /** Base URL of the API, for the `type` of problem documents. */
  readonly publicUrl: string;
  /** Paths whose body limit differs from the default of the contract, 64 KiB. */
  readonly sizeLimits: readonly SizeLimit[];
  /** ARN of the key that encrypts log groups: `SecurityStack.logsKeyArn`. */
  readonly logsKeyArn: string;
};

/** The statement of a rule in the JSON of WAF. */
type Statement = Readonly<Record<string, unknown>>;

/**
 * A rule with a `refusal` responds with that problem document. A managed rule group of AWS has no `refusal`, because it
 * decides itself.
 */
type Rule = { readonly name: string; readonly statement: Statement; readonly refusal?: Problem };

/**
 * Managed rule groups of AWS. Rules in `onlyCounting` count and do not block: agents run at hosting providers and send
 * no User-Agent, and the contract sets a size limit for each route.
 */
const managed: readonly { readonly name: string; readonly onlyCounting?: readonly string[] }[] = [
  { name: 'AWSManagedRulesAmazonIpReputationList' },
  { name: 'AWSManagedRulesAnonymousIpList', onlyCounting: ['HostingProviderIPList'] },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet' },
  { name: 'AWSManagedRulesSQLiRuleSet' },
  {
    name: 'AWSManagedRulesCommonRuleSet',
    onlyCounting: [
      'SizeRestrictions_BODY',
      'SizeRestrictions_QUERYSTRING',
      'SizeRestrictions_URIPATH',
      'NoUserAgent_HEADER',
    ],
  },
];

/** Headers that the log must not show. */
const secretHeaders = ['authorization', 'cookie', 'payment-signature', 'x-api-key'];

const tooMany: Problem = {
  code: 'rate-limited',
  detail: `${marketplacePlan.perMinute} requests a minute pass.`,
  retryAfterSeconds: 60,
};

const tooLarge = (bytes: number): Problem => ({
  code: 'request-too-large',
  detail: `This route takes ${bytes} bytes.`,
});

/**
 * The web ACL of a REST API. It refuses with the problem documents of the registry, but WAF can only send them as
 * `application/json`.
 */
export class WebFirewall extends Construct {
  constructor(scope: Construct, id: string, props: WebFirewallProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    const name = stack.named('api');
    const rules = rulesOf(props.sizeLimits);
    const acl = new Wafv2WebAcl(this, 'acl', {
      name,
      scope: 'REGIONAL',
      description: 'Bad inputs, floods and bodies beyond what the contract takes',
      defaultAction: { allow: {} },
      customResponseBody: rules.flatMap(({ name: key, refusal }) =>
        refusal
          ? [
              {
                key,
                contentType: 'APPLICATION_JSON',
                content: JSON.stringify(problemDocument(refusal)),
              },
            ]
          : [],
      ),
      // By default WAF inspects only the first 16 KB of a body.
      associationConfig: { requestBody: [{ apiGateway: { defaultSizeInspectionLimit: 'KB_64' } }] },
      rule: rules.map((rule, priority) => ({
        name: rule.name,
        priority,
        statement: rule.statement,
        ...verdictOf(rule, props.publicUrl),
        visibilityConfig: watched(`${name}-${rule.name}`),
      })),
      visibilityConfig: watched(name),
    });
    new Wafv2WebAclAssociation(this, 'association', { resourceArn: props.resourceArn, webAclArn: acl.arn });
    // WAF accepts only log groups whose names begin with `aws-waf-logs-`.
    const log = new EncryptedLogGroup(this, 'log', { name: `aws-waf-logs-${name}`, keyArn: props.logsKeyArn });
    new Wafv2WebAclLoggingConfiguration(this, 'logging', {
      resourceArn: acl.arn,
      logDestinationConfigs: [log.arn],
      redactedFields: secretHeaders.map((header) => ({ singleHeader: { name: header } })),
      loggingFilter: {
        defaultBehavior: 'DROP',
        filter: [
          {
            behavior: 'KEEP',
            requirement: 'MEETS_ANY',
            condition: ['BLOCK', 'COUNT'].map((action) => ({ actionCondition: { action } })),
          },
        ],
      },
    });
  }
}

const watched = (metricName: string) => ({ metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true });

const rulesOf = (limits: readonly SizeLimit[]): readonly Rule[] => [
  floodByAddress,
  floodByKey,
  ...sizeRules(limits),
  ...managed.map(managedRule),
];

const managedRule = ({ name, onlyCounting = [] }: (typeof managed)[number]): Rule => ({
  name,
  statement: {
    managed_rule_group_statement: {
      vendor_name: 'AWS',
      name,
      ...(onlyCounting.length === 0
        ? {}
        : { rule_action_override: onlyCounting.map((rule) => ({ name: rule, action_to_use: { count: {} } })) }),
    },
  },
});

function verdictOf({ name, refusal }: Rule, publicUrl: string): object {
  if (!refusal) return { overrideAction: { none: {} } };
  const headers = Object.entries(refusalHeaders(refusal, publicUrl));
  const responseHeader = headers.map(([header, value]) => ({ name: header, value }));
  return {
    action: {
      block: {
        customResponse: { responseCode: PROBLEMS[refusal.code].status, customResponseBodyKey: name, responseHeader },
      },
    },
  };
}

const untransformed = [{ priority: 0, type: 'NONE' }];

/**
 * Evaluated over one minute, like the usage plan. WAF blocks a caller for as long as its rate stays above the limit.
 */
const perMinute = { limit: marketplacePlan.perMinute, evaluation_window_sec: 60 };

const floodByAddress: Rule = {
  name: 'flood-by-address',
  statement: { rate_based_statement: { ...perMinute, aggregate_key_type: 'IP' } },
  refusal: tooMany,
};

const floodByKey: Rule = {
  name: 'flood-by-key',
  statement: {
    rate_based_statement: {
      ...perMinute,
      aggregate_key_type: 'CUSTOM_KEYS',
      custom_key: [{ header: { name: 'x-api-key', text_transformation: untransformed } }],
    },
  },
  refusal: tooMany,
};

const oneOf = (statements: readonly Statement[]): Statement =>
  statements.length === 1 && statements[0] ? statements[0] : { or_statement: { statement: statements } };

const allOf = (...statements: readonly Statement[]): Statement => ({ and_statement: { statement: statements } });

const onPaths = (paths: readonly string[]): Statement =>
  oneOf(
    pathPatterns(paths).map((pattern) => ({
      regex_match_statement: {
        regex_string: pattern,
        field_to_match: { uri_path: {} },
        text_transformation: untransformed,
      },
    })),
  );

/** Matches a body above `bytes`. A body longer than WAF inspects matches as well. */
const bodyAbove = (bytes: number): Statement => ({
  size_constraint_statement: {
    comparison_operator: 'GT',
    size: bytes,
    field_to_match: { body: { oversize_handling: 'MATCH' } },
    text_transformation: untransformed,
  },
});

/**
 * Matches the announced `content-length`, for limits above the 64 KB that WAF inspects. The function counts the
 * received bytes again.
 */
const announcedAbove = (bytes: number): Statement => ({
  regex_match_statement: {
    regex_string: greaterThanPattern(bytes),
    field_to_match: { single_header: { name: 'content-length' } },
    text_transformation: untransformed,
  },
});

/**
 * Rules for the size of bodies. The first applies the default limit to every path except those with a higher limit.
 * Then follows one rule for each different limit.
 */
function sizeRules(limits: readonly SizeLimit[]): readonly Rule[] {
  const generous = limits.filter(({ bytes }) => bytes > DEFAULT_BODY_LIMIT_BYTES).flatMap(({ paths }) => paths);
  const usual = bodyAbove(DEFAULT_BODY_LIMIT_BYTES);
  return [
    {
      name: 'body-size',
      statement: generous.length === 0 ? usual : allOf(usual, { not_statement: { statement: [onPaths(generous)] } }),
      refusal: tooLarge(DEFAULT_BODY_LIMIT_BYTES),
    },
    ...limits.map(({ bytes, paths }) => ({
      name: `body-size-${bytes}`,
      statement: allOf(bytes > inspectedBytes ? announcedAbove(bytes) : bodyAbove(bytes), onPaths(paths)),
      refusal: tooLarge(bytes),
    })),
  ];
}
