import { Construct } from 'constructs';
import { PrivateBucket } from './private-bucket.ts';
import { stageStackOf } from '../stage-stack.ts';

/**
 * The bucket to which S3 and load balancers deliver access logs. Their delivery services accept no customer key, so
 * the key of S3 encrypts it.
 */
export class LogDestination extends Construct {
  readonly bucketName: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { stage } = stageStackOf(this);
    const bucket = new PrivateBucket(this, 'bucket', { name: 'access-logs', expireAfterDays: stage.watch.logDays });
    const deliver = (service: string, prefix: string) =>
      bucket.allow({
        sid: `Deliver${prefix}`,
        principals: { Service: [service] },
        actions: ['s3:PutObject'],
        resources: [`${bucket.arn}/${prefix}/*`],
        conditions: { StringEquals: { 'aws:SourceAccount': stage.account } },
      });
    deliver('logging.s3.amazonaws.com', 's3');
    deliver('logdelivery.elasticloadbalancing.amazonaws.com', 'alb');
    this.bucketName = bucket.name;
  }
}
