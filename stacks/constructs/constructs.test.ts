import { describe, expect, it } from '@jest/globals';
import { App, TerraformStack } from 'cdktf';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stage } from '../stage/stage.ts';
import { readBent } from '../testing/stages.ts';
import { readJson } from '../testing/synthesized.ts';
import type { Attributes, Configuration, Policy } from '../testing/synthesized.ts';
import { EncryptionKey } from './identity-and-keys/encryption-key.ts';
import { PrivateBucket } from './storage/private-bucket.ts';
import { consumeStatements, QueueWithDeadLetters } from './events/queue-with-dead-letters.ts';
import { SecurityGroup } from './network/security-group.ts';
import { ServiceRole } from './identity-and-keys/service-role.ts';
import { StageStack, stageStackOf } from './stage-stack.ts';

/** Synthesizes one stack with the given constructs and returns its resources by type. */
function built(build: (stack: StageStack) => void, stage: Stage = readBent()): (type: string) => readonly Attributes[] {
  const outdir = mkdtempSync(join(tmpdir(), 'pos-construct-'));
  try {
    const app = new App({ outdir, stackTraces: false, context: { targetVersions: { terraform: '>=1.11.0' } } });
    build(new StageStack(app, 'one', { stage, state: { kind: 's3' } }));
    app.synth();
    const { resource = {} } = JSON.parse(
      readFileSync(join(outdir, 'stacks', 'test-one', 'cdk.tf.json'), 'utf8'),
    ) as Configuration;
    return (type) => Object.values(resource[type] ?? {});
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

const policyOf = (attributes: Attributes | undefined) => (readJson(String(attributes?.['policy'])) as Policy).Statement;
const roleIn = (stack: StageStack) =>
  new ServiceRole(stack, 'role', { name: 'reader', service: 'lambda.amazonaws.com', description: 'Reads' });
const queueIn = (stack: StageStack) =>
  new QueueWithDeadLetters(stack, 'queue', {
    name: 'work',
    keyArn: 'arn:aws:kms:key',
    alarmTopicArn: 'arn:aws:sns:topic',
    consumerTimeoutSeconds: 10,
  });

describe('QueueWithDeadLetters', () => {
  it('is encrypted, hides a message for six consumer timeouts, and dead-letters it after five receives', () => {
    const queues = built(queueIn)('aws_sqs_queue');
    const main = queues.find(({ name }) => name === 'pos-test-work');
    expect(queues.map(({ kms_master_key_id: key }) => key)).toEqual(['arn:aws:kms:key', 'arn:aws:kms:key']);
    expect(main).toMatchObject({ visibility_timeout_seconds: 60 });
    expect(readJson(String(main?.['redrive_policy']))).toMatchObject({ maxReceiveCount: 5 });
  });

  it('raises an alarm from the first dead letter', () => {
    expect(built(queueIn)('aws_cloudwatch_metric_alarm')).toMatchObject([
      { threshold: 0, dimensions: { QueueName: 'pos-test-work-dead-letters' }, alarm_actions: ['arn:aws:sns:topic'] },
    ]);
  });

  it('lets one rule send and one role consume, and grants nothing else', () => {
    const of = built((stack) => {
      const queue = queueIn(stack);
      queue.grantSendFromService('events.amazonaws.com', 'arn:aws:events:rule/one');
      roleIn(stack).allow(
        ...consumeStatements({ queueArn: queue.arn, keyArn: 'arn:aws:kms:key', region: 'us-east-1' }),
      );
    });
    const sends = of('aws_sqs_queue_policy')
      .flatMap(policyOf)
      .filter(({ Effect }) => Effect === 'Allow');
    expect(sends).toMatchObject([
      { Action: ['sqs:SendMessage'], Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:rule/one' } } },
    ]);
    expect(policyOf(of('aws_iam_role_policy')[0]).flatMap(({ Action }) => Action)).not.toContain('sqs:SendMessage');
  });
});

describe('ServiceRole', () => {
  it('refuses at synth a name that IAM would refuse', () => {
    const long = (stack: StageStack) =>
      new ServiceRole(stack, 'role', { name: 'x'.repeat(60), service: 'lambda.amazonaws.com', description: 'Long' });
    expect(() => built(long)).toThrow(/has 69 characters and IAM accepts 64 for a role/);
  });

  it('has no rights until something is granted', () => expect(built(roleIn)('aws_iam_role_policy')).toEqual([]));

  it('collects its grants in one policy', () => {
    const of = built((stack) => {
      const role = roleIn(stack);
      new PrivateBucket(stack, 'bucket', { name: 'things', keyArn: 'arn:aws:kms:key' }).grantWrite(role);
      role.allow({ actions: ['events:PutEvents'], resources: ['arn:aws:events:bus'] });
    });
    expect(of('aws_iam_role_policy')).toHaveLength(1);
    expect(policyOf(of('aws_iam_role_policy')[0]).flatMap(({ Action }) => Action)).toEqual([
      's3:PutObject',
      's3:AbortMultipartUpload',
      'kms:GenerateDataKey',
      'kms:Decrypt',
      'events:PutEvents',
    ]);
  });
});

describe('PrivateBucket', () => {
  it('blocks public access, requires TLS and keeps versions', () => {
    const of = built((stack) => void new PrivateBucket(stack, 'bucket', { name: 'things' }));
    expect(of('aws_s3_bucket_public_access_block')).toMatchObject([
      { block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true },
    ]);
    expect(policyOf(of('aws_s3_bucket_policy')[0])).toMatchObject([
      { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ]);
    expect(of('aws_s3_bucket_versioning')).toMatchObject([{ versioning_configuration: { status: 'Enabled' } }]);
  });

  it('locks objects on request, and a locked bucket is not destroyed with its objects', () => {
    const of = built(
      (stack) =>
        void new PrivateBucket(stack, 'bucket', { name: 'audit', objectLock: { mode: 'COMPLIANCE', days: 365 } }),
    );
    expect(of('aws_s3_bucket')).toMatchObject([{ object_lock_enabled: true, force_destroy: false }]);
    expect(of('aws_s3_bucket_object_lock_configuration')).toMatchObject([
      { rule: { default_retention: { mode: 'COMPLIANCE', days: 365 } } },
    ]);
  });
});

describe('SecurityGroup', () => {
  const groups = (stack: StageStack): readonly [SecurityGroup, SecurityGroup] => [
    new SecurityGroup(stack, 'a', { name: 'a', vpcId: 'vpc-1', description: 'A' }),
    new SecurityGroup(stack, 'b', { name: 'b', vpcId: 'vpc-1', description: 'B' }),
  ];

  it('has no rules by default', () => {
    const of = built((stack) => void groups(stack));
    expect([...of('aws_vpc_security_group_ingress_rule'), ...of('aws_vpc_security_group_egress_rule')]).toEqual([]);
  });

  it('opens both ends of a connection and describes both rules', () => {
    const of = built((stack) => {
      const [a, b] = groups(stack);
      a.connectTo(b, 'b', { port: 5432, why: 'A asks B' });
    });
    expect(of('aws_vpc_security_group_ingress_rule')).toMatchObject([
      { from_port: 5432, to_port: 5432, description: 'A asks B' },
    ]);
    expect(of('aws_vpc_security_group_egress_rule')).toMatchObject([
      { from_port: 5432, to_port: 5432, description: 'A asks B' },
    ]);
  });

  it('opens port 8899 only to the validator that the stage names', () => {
    const ports = (stage: Stage) =>
      built(
        (stack) => groups(stack)[0].allowToInternet(),
        stage,
      )('aws_vpc_security_group_egress_rule').map((rule) => [rule['to_port'], rule['cidr_ipv4']]);
    expect(ports(readBent())).toEqual([[443, '0.0.0.0/0']]);
    expect(ports(readBent((settings) => (settings.network['solanaValidatorCidr'] = '192.0.2.7/32')))).toEqual([
      [443, '0.0.0.0/0'],
      [8899, '192.0.2.7/32'],
    ]);
  });
});

describe('EncryptionKey', () => {
  it('rotates, and admits a service only on behalf of this account', () => {
    const of = built(
      (stack) =>
        void new EncryptionKey(stack, 'key', { name: 'things', services: ['sns.amazonaws.com', 'logs.amazonaws.com'] }),
    );
    expect(of('aws_kms_key')).toMatchObject([{ enable_key_rotation: true, deletion_window_in_days: 30 }]);
    const [, sns, logs] = policyOf(of('aws_kms_key')[0]);
    expect(sns).toMatchObject({
      Principal: { Service: ['sns.amazonaws.com'] },
      Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } },
    });
    expect(logs).toMatchObject({
      Principal: { Service: ['logs.us-east-1.amazonaws.com'] },
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:us-east-1:000000000000:*' } },
    });
  });
});

it('explains how to fix a construct outside a stage stack', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'pos-construct-'));
  try {
    const stack = new TerraformStack(new App({ outdir }), 'plain');
    expect(() => stageStackOf(stack)).toThrow('create it with a stack of stacks/ as its scope');
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
});
