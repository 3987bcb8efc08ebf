/** What an error of AWS means to the engine. */
export type Fault =
  /** It is not there (any more). */
  | 'missing'
  /** It cannot be done yet: something still uses it, or it is changing. */
  | 'busy'
  /** Something of this name exists already. */
  | 'taken'
  /** Credentials were accepted, the action is not allowed. */
  | 'denied'
  /** Credentials are absent, wrong or expired. */
  | 'credentials'
  | 'throttled'
  | 'quota'
  /** No answer came: the call may or may not have taken effect. */
  | 'lost'
  | 'other';

interface ErrorParts {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  /** The call it came from, when it was made through our clients. */
  readonly service?: string;
  readonly operation?: string;
}

/** The parts of an error that matter; `name` is the SDK's shape name, `code` the word on the wire (they differ for RDS, ELB, IAM). */
export function partsOf(error: unknown): ErrorParts {
  const it = (error ?? {}) as {
    name?: string;
    message?: string;
    Code?: string;
    code?: string;
    Error?: { Code?: string };
    $metadata?: { httpStatusCode?: number };
  };
  return {
    name: it.name ?? '',
    code: it.Code ?? it.Error?.Code ?? it.code ?? it.name ?? '',
    message: it.message ?? '',
    status: it.$metadata?.httpStatusCode,
    ...callOf(error),
  };
}

/** Codes and, where the code alone says too little, words of the message; the first that fits decides. */
const table: readonly { readonly fault: Fault; readonly code: RegExp; readonly message?: RegExp }[] = [
  // Seen at once or never: no waiting mends them.
  {
    fault: 'credentials',
    code: /^(ExpiredToken|ExpiredTokenException|RequestExpired|InvalidClientTokenId|UnrecognizedClientException|AuthFailure|SignatureDoesNotMatch|CredentialsProviderError|TokenProviderError|InvalidAccessKeyId|IncompleteSignature|MissingAuthenticationToken\w*)$/,
  },

  // Not there yet: a role or a reference that AWS has not spread to all its parts (aws-behaviour section 2, rows 10-15, 24, 27, 28).
  {
    fault: 'busy',
    code: /./,
    message:
      /Role is not valid|Unable to assume the service linked role|Unable to assume role|is unable to assume|unable to create the resource\. Verify that you have permission to create service linked role|Missing necessary credentials|does not have an associated load balancer|ECS service doesn't exist|still Draining|deployments are active|RequestLimitExceeded|Rate exceeded/i,
  },
  { fault: 'busy', code: /^FailedResourceAccessException$/ },

  {
    fault: 'throttled',
    code: /^(Throttling|ThrottlingException|ThrottledException|RequestLimitExceeded|RequestThrottled|RequestThrottledException|SlowDown|TooManyRequestsException|EC2ThrottledException|PriorRequestNotComplete|BandwidthLimitExceeded)$/,
  },

  // A quota, before «missing» and «busy» can claim its code.
  {
    fault: 'quota',
    code: /(LimitExceeded|QuotaExceeded|QuotaExceededFault|TooMany\w+)$/,
    message: /^(?!Rate exceeded).*/,
  },

  {
    fault: 'busy',
    code: /^(DependencyViolation|InvalidIPAddress\.InUse|IncorrectState|IncorrectInstanceState|ResourceInUse|ResourceInUseException|InvalidGroup\.InUse|DeleteConflict|DeleteConflictException|ConcurrentModification|ConcurrentModificationException|ConcurrentUpdateException|OperationAbortedException|UpdateInProgressException|TooManyUpdates|InvalidDBInstanceState|InvalidDBInstanceStateFault|InvalidDBSubnetGroupStateFault|ClusterContainsServicesException|ClusterContainsTasksException|InsufficientDBInstanceCapacity|InsufficientDBInstanceCapacityFault|PlatformTaskDefinitionIncompatibilityException)$/,
  },

  {
    fault: 'taken',
    code: /^(InvalidGroup\.Duplicate|EntityAlreadyExists|EntityAlreadyExistsException|RepositoryAlreadyExistsException|ParameterAlreadyExists|ResourceAlreadyExistsException|DBInstanceAlreadyExists|DBInstanceAlreadyExistsFault|DBSubnetGroupAlreadyExists|DBSubnetGroupAlreadyExistsFault|DuplicateLoadBalancerName|DuplicateLoadBalancerNameException|DuplicateTargetGroupName|DuplicateTargetGroupNameException|DuplicateListener|DuplicateListenerException|InvalidSubnet\.Conflict)$/,
  },
  { fault: 'taken', code: /^(InvalidInput|InvalidInputException)$/, message: /has been taken in this account/ },
  { fault: 'taken', code: /^InvalidParameterException$/, message: /Creation of service was not idempotent/ },

  // A managed policy shows everywhere at once; only what was made a moment ago, such as the role, may still be spreading.
  {
    fault: 'other',
    code: /^NoSuchEntity(Exception)?$/,
    message: /does not exist or is not attachable/,
  },
  { fault: 'missing', code: /^ClientException$/, message: /Unable to describe task definition/ },
  // Subnets and security groups that EC2 made a moment ago, in the words of those that do not know them yet (section 2, rows 2 and 9).
  {
    fault: 'missing',
    code: /^(InvalidParameterValue|InvalidSubnet)$/,
    message: /^Some input subnets in|^Invalid security group/,
  },
  { fault: 'missing', code: /^InvalidSecurityGroup(Exception)?$/, message: /does not exist/ },
  {
    fault: 'missing',
    code: /^InvalidParameterException$/,
    message: /Error retrieving (subnet|security group) information .*does not exist/,
  },
  {
    fault: 'missing',
    code: /NotFound(Exception|Fault)?$|^(NoSuchEntity|NoSuchEntityException|ObjectNotFoundException|Gateway\.NotAttached|ServiceNotActiveException|ResourceNotFoundException|InvalidVpcID\.NotFound)$/i,
  },

  {
    fault: 'denied',
    code: /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized|OptInRequired|AuthorizationError|UnauthorizedException)$/,
  },

  {
    fault: 'lost',
    code: /^(TimeoutError|RequestTimeout|RequestTimeoutException|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|InternalFailure|InternalError|InternalServiceError|ServiceUnavailable|Unavailable|ServerException|AbortError)$/,
  },
];

/** Sorts an error of AWS by name, wire code and message; an answer of HTTP 5xx that nothing else fits is `lost`. */
export function classify(error: unknown): Fault {
  const { name, code, message, status } = partsOf(error);
  const row = table.find((it) => (it.code.test(code) || it.code.test(name)) && (it.message?.test(message) ?? true));
  if (row) return row.fault;
  return status !== undefined && status >= 500 ? 'lost' : 'other';
}

/** Whether AWS says that it is not there. */
export const isMissing = (error: unknown): boolean => classify(error) === 'missing';

/** Runs a call and takes «it is not there» for `undefined`; every other error goes on. */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const calls = new WeakMap<object, { readonly service: string; readonly operation: string }>();

/** Notes which call an error came from: the SDK's errors do not say. */
export function rememberCall(error: unknown, service: string, operation: string): unknown {
  if (typeof error === 'object' && error !== null && !calls.has(error)) calls.set(error, { service, operation });
  return error;
}

/** The call an error came from. */
export const callOf = (error: unknown) => (typeof error === 'object' && error !== null ? calls.get(error) : undefined);
