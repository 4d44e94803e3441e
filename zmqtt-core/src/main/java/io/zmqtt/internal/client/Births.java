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

import io.zmqtt.Birth;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.PublishResult;
import io.zmqtt.internal.connection.BirthConfig;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.session.InFlight;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the birth message of each connection. Nobody waits for it and it is no publish of
 * the application: it takes no room among those and is not counted with them. Belongs to
 * the event loop.
 */
final class Births implements PublishFuture.Owner {

	private static final Logger logger = LoggerFactory.getLogger(Births.class);

	private final @Nullable BirthConfig config;

	/**
	 * The last problem, which is not logged again.
	 */
	private @Nullable String problem;

	Births(@Nullable BirthConfig config) {
		this.config = config;
	}

	/**
	 * Return a new message, or null if there is to be none.
	 */
	@Nullable InFlight next() {
		BirthConfig configured = this.config;
		if (configured == null) {
			return null;
		}
		Birth birth = configured.message();
		return new PublishFuture(this, birth.topic(), birth.payload(), configured.properties(),
				Publish.flags(birth.qos(), birth.retain(), false), System.nanoTime(), Integer.MAX_VALUE);
	}

	@Override
	public void released(PublishFuture message) {
	}

	@Override
	public void complete(PublishFuture message, PublishResult result) {
		this.problem = null;
	}

	@Override
	public void fail(PublishFuture message, RuntimeException failure) {
		if (failure instanceof MqttDisconnectedException) {
			// the next connection has its own
			return;
		}
		String text = String.valueOf(failure.getMessage());
		if (!text.equals(this.problem)) {
			this.problem = text;
			logger.warn("The birth message was not published: {}", text);
		}
	}

}
