import { resources, ruleOver } from '../rule.ts';
import { blocks, referencesIn, referred } from '../stage-graph.ts';
import type { Resource, StageGraph } from '../stage-graph.ts';

const ingress = (graph: StageGraph): readonly Resource[] => graph.of('aws_vpc_security_group_ingress_rule');

/** O9. A request that bypasses API Gateway meets no firewall, no authorizer and no throttle. */
export const onlyThroughTheLink = ruleOver(
  'O9',
  'The load balancer is internal and admits only the VPC link',
  resources('aws_lb'),
  (balancer, graph) => {
    const groups = referencesIn(balancer.attributes['security_groups']).map(({ id }) => id);
    const links = new Set(
      graph
        .of('aws_apigatewayv2_vpc_link')
        .flatMap(({ attributes }) => referencesIn(attributes['security_group_ids']).map(({ id }) => id)),
    );
    const into = ingress(graph).filter(({ attributes }) =>
      groups.includes(referred(graph, attributes['security_group_id'])?.id ?? ''),
    );
    const strangers = into.filter(
      ({ attributes }) => !links.has(referred(graph, attributes['referenced_security_group_id'])?.id ?? ''),
    );
    const inline = graph
      .of('aws_security_group')
      .filter(({ id, attributes }) => groups.includes(id) && blocks(attributes['ingress']).length > 0);
    return [
      ...(balancer.attributes['internal'] === true ? [] : ['is on the internet: set internal']),
      ...(groups.length > 0 ? [] : ['has no security group of its own']),
      ...[...strangers, ...inline].map(
        ({ id }) => `can be reached without API Gateway through ${id}: remove that rule`,
      ),
      ...(links.size > 0 && into.length === strangers.length
        ? ['is not reached by the VPC link: connect the group of the link to it']
        : []),
    ];
  },
);

/** Arguments that attach a security group to a resource. */
const attaching = new Set([
  'security_groups',
  'security_group_ids',
  'vpc_security_group_ids',
  'nodes_security_group_ids',
]);

const attached = (value: unknown): string[] =>
  blocks(value).flatMap((block) =>
    Object.entries(block).flatMap(([name, held]) =>
      attaching.has(name) ? referencesIn(held).map(({ id }) => id) : typeof held === 'object' ? attached(held) : [],
    ),
  );

/**
 * X1. The intent of CKV2_AWS_5, over all stacks. A group that is published as an output is for tasks that people and
 * workflows start.
 */
export const groupsAreUsed = ruleOver(
  'X1',
  'Every security group is attached to a resource or published',
  resources('aws_security_group'),
  (group, graph) => {
    const used = graph.resources.some(({ type, attributes }) =>
      attached(attributes).includes(group.id)
        ? true
        : type.startsWith('aws_serverlessapplicationrepository') &&
          referencesIn(attributes).some(({ id }) => id === group.id),
    );
    const handedOut = graph.outputs.some(
      ({ published, value }) => published && referencesIn(value).some(({ id }) => id === group.id),
    );
    return used || handedOut
      ? undefined
      : 'is attached to no resource: remove it, or publish it for tasks started by hand';
  },
);

type Rule = { readonly from: string; readonly to: string; readonly ports: string };

const rulesBetweenGroups = (
  graph: StageGraph,
  type: string,
  own: (rule: { group: string; peer: string }) => { from: string; to: string },
) =>
  graph.of(type).flatMap((rule) => {
    const [group, peer] = ['security_group_id', 'referenced_security_group_id'].map(
      (name) => referred(graph, rule.attributes[name])?.id,
    );
    if (group === undefined || peer === undefined) return [];
    const { from_port: first, to_port: last, ip_protocol: protocol } = rule.attributes;
    return [
      [rule, { ...own({ group, peer }), ports: `${String(protocol)} ${String(first)}-${String(last)}` }] as const,
    ];
  });

/** X2. An egress rule without its ingress rule, or the reverse, causes timeouts without an error message. */
export const connectionsMeet = ruleOver(
  'X2',
  'Every egress rule between two groups has its ingress rule, and the reverse',
  (graph) => {
    const out = rulesBetweenGroups(graph, 'aws_vpc_security_group_egress_rule', ({ group, peer }) => ({
      from: group,
      to: peer,
    }));
    const into = rulesBetweenGroups(graph, 'aws_vpc_security_group_ingress_rule', ({ group, peer }) => ({
      from: peer,
      to: group,
    }));
    return [
      ...out.map(([at, rule]) => [at, { rule, others: into.map(([, other]) => other) }] as const),
      ...into.map(([at, rule]) => [at, { rule, others: out.map(([, other]) => other) }] as const),
    ];
  },
  ({ rule, others }) =>
    others.some((other) => same(rule, other))
      ? undefined
      : `${rule.from} → ${rule.to} (${rule.ports}) is open at one end: use connectTo, which opens both`,
);

const same = (a: Rule, b: Rule): boolean => a.from === b.from && a.to === b.to && a.ports === b.ports;

/** X2 for the internet. The only entrance from the internet is API Gateway, which is outside the network. */
export const nothingFromOutside = ruleOver(
  'X2-outside',
  'No security group admits the internet',
  (graph) => ingress(graph).map((rule) => [rule, rule] as const),
  ({ attributes }) =>
    attributes['cidr_ipv4'] === '0.0.0.0/0' || attributes['cidr_ipv6'] === '::/0'
      ? 'admits the whole internet: name a group, or a block of this network'
      : undefined,
);
