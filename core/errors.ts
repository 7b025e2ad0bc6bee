import type { ErrorCode, ProblemItem } from '@plinth/client/types';

/** What an error code answers: the HTTP status and the sentence for people. */
export interface ErrorDefinition {
  readonly status: number;
  readonly message: string;
}

export type ErrorTable = Readonly<Record<string, ErrorDefinition>>;

const coreErrors: Readonly<Record<ErrorCode, ErrorDefinition>> = {
  malformed_json: { status: 400, message: 'The body is not valid JSON.' },
  validation_failed: { status: 400, message: 'The body does not have the declared shape.' },
  unknown_field: { status: 400, message: 'There is no such field.' },
  unknown_operator: { status: 400, message: 'There is no such operator for this field.' },
  unknown_parameter: { status: 400, message: 'There is no such query parameter.' },
  invalid_parameter: { status: 400, message: 'A query parameter has a value that is not allowed.' },
  invalid_cursor: { status: 400, message: 'The cursor does not belong to this query.' },
  filter_too_complex: { status: 400, message: 'The filter has too many comparisons, is too deep, or has too long a list.' },
  limit_too_large: { status: 400, message: 'The limit is larger than allowed.' },
  payload_too_large: { status: 413, message: 'The body is larger than allowed.' },
  unsupported_media_type: { status: 415, message: 'The body must be application/json.' },
  unsupported_encoding: { status: 415, message: 'Encoded bodies are not accepted.' },
  nesting_too_deep: { status: 400, message: 'The body is nested too deeply.' },
  duplicate_key: { status: 400, message: 'The body names one key twice.' },
  forbidden_key: { status: 400, message: 'The body holds a key that is not allowed.' },
  number_out_of_range: { status: 400, message: 'A number is outside the range that can be kept exactly.' },
  invalid_string: { status: 400, message: 'A string holds characters that cannot be stored.' },
  bad_url: { status: 400, message: 'The URL cannot be decoded.' },
  not_found: { status: 404, message: 'There is nothing here.' },
  method_not_allowed: { status: 405, message: 'This address does not take that method.' },
  unauthorized: { status: 401, message: 'Sign in first.' },
  forbidden: { status: 403, message: 'You may not do this.' },
  conflict: { status: 409, message: 'The request conflicts with the present state.' },
  unique_violation: { status: 409, message: 'Another record already has this value.' },
  reference_violation: { status: 409, message: 'A record that is referred to does not exist, or is still referred to.' },
  precondition_failed: { status: 412, message: 'The record has changed since it was read.' },
  precondition_required: { status: 428, message: 'Say which version is meant, with If-Match.' },
  idempotency_key_reused: { status: 422, message: 'The Idempotency-Key was used for another request.' },
  idempotency_in_progress: { status: 409, message: 'The first request with this Idempotency-Key is still running.' },
  batch_too_large: { status: 400, message: 'The batch has more operations than allowed.' },
  rate_limited: { status: 429, message: 'Too many requests. Try again later.' },
  invalid_token: { status: 401, message: 'The token is not valid.' },
  session_revoked: { status: 401, message: 'The session has ended.' },
  token_reused: { status: 401, message: 'The refresh token was used before; the session has ended.' },
  invalid_credentials: { status: 401, message: 'The address or the password is wrong.' },
  code_invalid: { status: 400, message: 'The code is wrong, used or expired.' },
  oauth_state_invalid: { status: 400, message: 'The sign-in was not started here.' },
  oauth_token_invalid: { status: 401, message: 'The identity provider did not prove an identity.' },
  redirect_not_allowed: { status: 400, message: 'The redirect target is not on the list.' },
  invalid_api_key: { status: 401, message: 'The API key is not valid.' },
  insufficient_scope: { status: 403, message: 'The API key does not reach this far.' },
  passkey_invalid: { status: 401, message: 'The passkey could not be verified.' },
  password_too_long: { status: 400, message: 'The password is too long.' },
  mfa_required: { status: 403, message: 'A second factor is needed.' },
  file_too_large: { status: 413, message: 'The file is larger than allowed.' },
  file_type_not_allowed: { status: 415, message: 'Files of this type are not accepted.' },
  malformed_multipart: { status: 400, message: 'The multipart body is malformed.' },
  url_not_allowed: { status: 400, message: 'The URL is not allowed.' },
  signature_invalid: { status: 401, message: 'The signature is not valid.' },
  timestamp_out_of_range: { status: 401, message: 'The timestamp is too old or too new.' },
  unknown_job: { status: 404, message: 'There is no such job.' },
  quota_exceeded: { status: 429, message: 'The quota is used up.' },
  backup_invalid: { status: 400, message: 'The backup cannot be used.' },
  storage_full: { status: 507, message: 'There is no space left to store this.' },
  unavailable: { status: 503, message: 'The service cannot answer at the moment.' },
  internal: { status: 500, message: 'Something went wrong on our side.' },
};

const known = new Map<string, ErrorDefinition>(Object.entries(coreErrors));

/** Adds a plugin's codes to the table. Throws where a code already means something else. */
export function defineErrors(table: ErrorTable): void {
  for (const [code, definition] of Object.entries(table)) {
    const present = known.get(code);
    if (present && (present.status !== definition.status || present.message !== definition.message)) {
      throw new Error(`The error code "${code}" is already taken.`);
    }
    known.set(code, definition);
  }
}

/** All codes with their definitions, for documents and OpenAPI. */
export function errorDefinitions(): ReadonlyMap<string, ErrorDefinition> {
  return known;
}

/** What an `AppError` may say beyond its code. */
export interface ErrorDetails {
  /** A sentence for people, in place of the table's. Never holds a value that the caller may not read. */
  readonly detail?: string;
  /** Mistakes by path, for `validation_failed`. */
  readonly errors?: readonly ProblemItem[];
  /** Data for programs, merged into the problem body. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Headers of the answer, for example `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal that the caller can act on. Anything else that is thrown is a bug and answers `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode | (string & {});
  readonly status: number;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode | (string & {}), details: ErrorDetails = {}, options?: ErrorOptions) {
    const definition = known.get(code);
    if (!definition) throw new Error(`"${code}" is not in any error table.`);
    super(details.detail ?? definition.message, options);
    this.name = 'AppError';
    this.code = code;
    this.status = definition.status;
    this.details = details;
  }
}
