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

package io.zmqtt.broker.guarantees;

import io.zmqtt.AckMode;

/**
 * How an application takes its messages.
 */
enum Style {

	HANDLER("handler, `AUTO`", true, AckMode.AUTO),

	HANDLER_MANUAL("handler, `MANUAL`, acknowledging at its end", true, AckMode.MANUAL),

	HANDLER_ON_RECEIVE("handler, `ON_RECEIVE`", true, AckMode.ON_RECEIVE),

	RECEIVE("`receive()` or iterator, `AUTO`", false, AckMode.AUTO),

	RECEIVE_MANUAL("`receive()` or iterator, `MANUAL`, acknowledging when done", false, AckMode.MANUAL);

	private final String text;

	private final boolean handler;

	private final AckMode ackMode;

	Style(String text, boolean handler, AckMode ackMode) {
		this.text = text;
		this.handler = handler;
		this.ackMode = ackMode;
	}

	boolean isHandler() {
		return this.handler;
	}

	AckMode ackMode() {
		return this.ackMode;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
