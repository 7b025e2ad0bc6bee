import { defineErrors } from '../errors.ts';

/** Declares the codes that only HTTP itself can answer with: requests that never became one. */
export function defineProtocolErrors(): void {
  defineErrors({
    malformed_request: { status: 400, message: 'The request is not well-formed HTTP.' },
    headers_too_large: { status: 431, message: 'The headers are larger than allowed.' },
    request_timeout: { status: 408, message: 'The request took too long to arrive.' },
  });
}
