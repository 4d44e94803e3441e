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

package io.zmqtt.internal.transport;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * A channel could not be opened, or was closed for a reason of the transport.
 */
public final class TransportException extends IOException {

	private static final long serialVersionUID = 1L;

	private final Stage stage;

	public TransportException(Stage stage, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.stage = stage;
	}

	/**
	 * Return where it failed.
	 */
	public Stage stage() {
		return this.stage;
	}

}
