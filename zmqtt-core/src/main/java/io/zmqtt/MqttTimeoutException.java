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

package io.zmqtt;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when an operation was not finished by its deadline.
 */
public final class MqttTimeoutException extends MqttException {

	private static final long serialVersionUID = 1L;

	private final String operation;

	private final boolean outcomeUnknown;

	/**
	 * Create an exception.
	 * @param operation the operation, for example {@code publish}
	 * @param timeout the time it had
	 * @param outcomeUnknown whether the broker may have done it all the same
	 * @param detail what the operation was waiting for
	 */
	public MqttTimeoutException(String operation, Duration timeout, boolean outcomeUnknown, String detail) {
		this(operation, timeout, outcomeUnknown, detail, null);
	}

	/**
	 * Create an exception with a cause.
	 * @param operation the operation, for example {@code publish}
	 * @param timeout the time it had
	 * @param outcomeUnknown whether the broker may have done it all the same
	 * @param detail what the operation was waiting for
	 * @param cause what went wrong last, or null
	 */
	public MqttTimeoutException(String operation, Duration timeout, boolean outcomeUnknown, String detail,
			@Nullable Throwable cause) {
		super(operation + " did not finish within " + timeout.toMillis() + " ms: " + detail, cause);
		this.operation = Objects.requireNonNull(operation, "operation");
		this.outcomeUnknown = outcomeUnknown;
	}

	/**
	 * Return the operation that did not finish.
	 * @return for example {@code connect}, {@code publish}, {@code subscribe}
	 */
	public String operation() {
		return this.operation;
	}

	/**
	 * Return whether the broker may have done it all the same. When false, nothing was
	 * written, and nothing will be.
	 * @return whether the outcome is unknown
	 */
	public boolean outcomeUnknown() {
		return this.outcomeUnknown;
	}

}
