import { LbListener } from '@cdktf/provider-aws/lib/lb-listener/index.js';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group/index.js';
import { Lb } from '@cdktf/provider-aws/lib/lb/index.js';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record/index.js';
import { Construct } from 'constructs';
import { Alarm } from '../observability/alarm.ts';
import { Certificate } from '../edge/certificate.ts';
import { SecurityGroup } from '../network/security-group.ts';
import type { Peer } from '../network/security-group.ts';
import { stageStackOf } from '../stage-stack.ts';

export type InternalLoadBalancerProps = {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** The port of the tasks behind it, and the path that tells whether one is healthy. */
  readonly port: number;
  readonly healthPath: string;
  readonly accessLogBucket: string;
  readonly alarmTopicArn: string;
};

/**
 * HTTPS inside the network only: API Gateway's VPC link is the sole way in, and only once the API stack connects its
 * group to this one.
 */
export class InternalLoadBalancer extends Construct implements Peer {
  readonly securityGroupId: string;
  readonly group: SecurityGroup;
  readonly arn: string;
  readonly listenerArn: string;
  readonly targetGroupArn: string;
  /** The host name its certificate covers. */
  readonly host: string;

  constructor(scope: Construct, id: string, props: InternalLoadBalancerProps) {
    super(scope, id);
    const stack = stageStackOf(this);
    const { stage } = stack;
    this.host = stage.domain.origin;
    this.group = new SecurityGroup(this, 'group', {
      name: 'load-balancer',
      vpcId: props.vpcId,
      description: 'Internal load balancer of the API',
    });
    this.securityGroupId = this.group.securityGroupId;
    const balancer = new Lb(this, 'balancer', {
      name: stack.named('api'),
      loadBalancerType: 'application',
      internal: true,
      subnets: [...props.subnetIds],
      securityGroups: [this.securityGroupId],
      dropInvalidHeaderFields: true,
      desyncMitigationMode: 'strictest',
      enableDeletionProtection: true,
      accessLogs: { bucket: props.accessLogBucket, prefix: 'alb', enabled: true },
    });
    const targets = new LbTargetGroup(this, 'targets', {
      name: stack.named('api'),
      vpcId: props.vpcId,
      targetType: 'ip',
      port: props.port,
      protocol: 'HTTP',
      deregistrationDelay: '30',
      healthCheck: {
        path: props.healthPath,
        matcher: '200',
        interval: 15,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
    });
    const listener = new LbListener(this, 'https', {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: 'HTTPS',
      sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
      certificateArn: new Certificate(this, 'certificate', { host: this.host }).arn,
      defaultAction: [{ type: 'forward', targetGroupArn: targets.arn }],
    });
    new Route53Record(this, 'name', {
      zoneId: stage.domain.zoneId,
      name: this.host,
      type: 'A',
      alias: { name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: true },
    });
    this.arn = balancer.arn;
    this.listenerArn = listener.arn;
    this.targetGroupArn = targets.arn;
    new Alarm(this, 'errors', {
      name: 'api-5xx',
      description:
        'Tasks of the api service answered more than 10 requests with 5xx within five minutes. Look at their log group.',
      topicArn: props.alarmTopicArn,
      metric: {
        namespace: 'AWS/ApplicationELB',
        name: 'HTTPCode_Target_5XX_Count',
        dimensions: { LoadBalancer: balancer.arnSuffix },
        statistic: 'Sum',
        periodSeconds: 300,
      },
      threshold: 10,
    });
  }
}
