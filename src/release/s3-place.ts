import { SatchelError } from '../diagnostic.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a channel lies in an S3-compatible store, and who asks. */
export interface S3Place {
  /** As it is shown: `s3://bucket/prefix`, nothing secret. */
  readonly name: string;
  /** Address of the channel’s top, with `/` at its end. */
  readonly base: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

export function isS3(name: string): boolean {
  return name.startsWith('s3:');
}

/**
 * What `s3://bucket/prefix?endpoint=…&region=…` and the variables of AWS’s own tools mean: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION,
 * AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN. Throws SatchelError `release-store-name`,
 * `release-store-credentials`; neither repeats what could be secret.
 */
export function parseS3Place(text: string, env: Environment): S3Place {
  const refuse = (reason: string): never => {
    throw new SatchelError('release-store-name', { reason });
  };
  const url = URL.canParse(text) ? new URL(text) : refuse('it is no address');
  if (url.username !== '' || url.password !== '') refuse('keys do not belong into an address');
  const { hostname: bucket } = url;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) refuse('“' + bucket + '” is no bucket’s name');
  const prefix = url.pathname.replace(/^\/+|\/+$/g, '');
  if (!/^(?:[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*)?$/.test(prefix))
    refuse('a prefix has letters A–Z, digits, dots, dashes and slashes');
  const unknown = [...url.searchParams.keys()].find((key) => key !== 'endpoint' && key !== 'region');
  if (unknown !== undefined) refuse('after the ? stand “endpoint” and “region” alone');
  const given = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const region =
    url.searchParams.get('region') ?? given('AWS_REGION') ?? given('AWS_DEFAULT_REGION') ?? 'us-east-1';
  if (!/^[a-z0-9-]{1,40}$/.test(region)) refuse('the region is none');
  const endpoint =
    url.searchParams.get('endpoint') ?? given('AWS_ENDPOINT_URL_S3') ?? given('AWS_ENDPOINT_URL');
  const top = topOf(bucket, region, endpoint, refuse);
  const accessKeyId = given('AWS_ACCESS_KEY_ID');
  const secretAccessKey = given('AWS_SECRET_ACCESS_KEY');
  const sessionToken = given('AWS_SESSION_TOKEN');
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new SatchelError('release-store-credentials');
  return {
    name: `s3://${bucket}${prefix && `/${prefix}`}`,
    base: `${top}${prefix && `${prefix}/`}`,
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
  };
}

/** Address of the bucket: at AWS it has a host of its own; elsewhere it stands in the path, which every server understands. */
function topOf(
  bucket: string,
  region: string,
  endpoint: string | undefined,
  refuse: (reason: string) => never,
): string {
  if (endpoint === undefined) {
    const suffix = region.startsWith('cn-') ? '.cn' : '';
    return bucket.includes('.')
      ? `https://s3.${region}.amazonaws.com${suffix}/${bucket}/`
      : `https://${bucket}.s3.${region}.amazonaws.com${suffix}/`;
  }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : refuse('its endpoint is no address');
  if (!['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    refuse('its endpoint is no http(s) address, or has keys in it');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}/${bucket}/`;
}
