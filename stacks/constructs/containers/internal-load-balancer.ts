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

type InternalLoadBalancerProps = {
  readonly vpcId: string;
  /** Private subnets, in at least two zones. */
  readonly subnetIds: readonly string[];
  /** Port on which the tasks accept HTTP. */
  readonly port: number;
  /** Path of the health check. A task is healthy while it answers 200 within 5 seconds. */
  readonly healthPath: string;
  /** Name of the bucket that receives the access logs: `SecurityStack.accessLogBucket`. */
  readonly accessLogBucket: string;
  /** ARN of the topic that the alarms notify: `ObservabilityStack.topicArn`. */
  readonly alarmTopicArn: string;
};

/**
 * An HTTPS load balancer inside the network. Its security group admits nobody until a caller connects to it; the api
 * stack connects the VPC link of API Gateway, which is then the only way in.
 */
export class InternalLoadBalancer extends Construct implements Peer {
  readonly securityGroupId: string;
  readonly group: SecurityGroup;
  readonly arn: string;
  readonly targetGroupArn: string;
  /** Host name that the certificate covers: `domain.origin` of the stage. */
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
    new LbListener(this, 'https', {
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
