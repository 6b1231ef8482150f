import { ConnectionError, MatrixError } from 'matrix-js-sdk/lib/http-api/errors.js';
import { Failure, failureOf } from '../api/failure.ts';

/** The SDK's error as ours. Errors that are not about a request come back as they are. */
export function asFailure(error: unknown): unknown {
  if (error instanceof ConnectionError) return new Failure('offline', { cause: error });
  if (error instanceof MatrixError) {
    const wait = error.getRetryAfterMs();
    return failureOf(error.httpStatus ?? 0, error.data, wait === null ? null : String(wait / 1000));
  }
  // The SDK's own time limit aborts the request.
  if (error instanceof Error && error.name === 'AbortError') return new Failure('timeout', { cause: error });
  return error;
}

/** Runs a request of the SDK; what it throws is a Failure wherever it was about the request. */
export async function asking<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw asFailure(error);
  }
}
