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

import java.util.Comparator;
import java.util.concurrent.atomic.AtomicBoolean;

import io.zmqtt.MqttMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application's order of messages, which must not lose one by throwing.
 */
final class MessageOrder implements Comparator<InboundMessage> {

	private static final Logger logger = LoggerFactory.getLogger(MessageOrder.class);

	private final Comparator<? super MqttMessage> order;

	private final String name;

	private final AtomicBoolean reported = new AtomicBoolean();

	MessageOrder(Comparator<? super MqttMessage> order, String name) {
		this.order = order;
		this.name = name;
	}

	@Override
	public int compare(InboundMessage first, InboundMessage second) {
		try {
			return this.order.compare(first, second);
		}
		catch (RuntimeException ex) {
			if (this.reported.compareAndSet(false, true)) {
				logger.error("The order of {} failed; messages that it cannot compare count as equal", this.name, ex);
			}
			return 0;
		}
	}

}
