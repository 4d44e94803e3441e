/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.internal.client;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.MqttInterruptedException;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.internal.transport.NetworkThread;
import org.jspecify.annotations.Nullable;

/**
 * Waits for futures on application threads.
 */
final class Blocking {

	/**
	 * How much longer than its deadline an operation is waited for, which the event loop
	 * ends in time unless somebody blocks it.
	 */
	private static final Duration GRACE = Duration.ofSeconds(1);

	private Blocking() {
	}

	/**
	 * Refuse to block the network thread.
	 */
	static void check(String operation) {
		if (NetworkThread.isCurrent()) {
			throw new IllegalStateException(operation + "() would block the network thread, on which futures complete."
					+ " Use " + operation + "Async() there, or an ...Async stage of the future.");
		}
	}

	static <T> T await(CompletableFuture<T> future, String operation, Duration timeout) {
		try {
			return future.get(timeout.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			future.cancel(false);
			throw new MqttInterruptedException(operation, ex);
		}
		catch (TimeoutException ex) {
			MqttTimeoutException failure = new MqttTimeoutException(operation, timeout, true,
					"the network thread is blocked");
			future.completeExceptionally(failure);
			throw failure;
		}
		catch (CancellationException ex) {
			throw new MqttDisconnectedException(Source.USER, operation + " was cancelled", ex);
		}
		catch (ExecutionException ex) {
			throw rethrow(ex.getCause());
		}
	}

	/**
	 * Return the failure with the stack of the caller, so that it shows where it
	 * happened.
	 */
	private static RuntimeException rethrow(@Nullable Throwable failure) {
		if (failure instanceof MqttException || failure instanceof IllegalStateException
				|| failure instanceof IllegalArgumentException) {
			if (failure.getSuppressed().length == 0) {
				failure.addSuppressed(new CallerStack());
			}
			return (RuntimeException) failure;
		}
		return new IllegalStateException(failure);
	}

	/**
	 * The stack of the thread that waited.
	 */
	private static final class CallerStack extends RuntimeException {

		private static final long serialVersionUID = 1L;

		CallerStack() {
			super("The thread that waited");
		}

	}

}
