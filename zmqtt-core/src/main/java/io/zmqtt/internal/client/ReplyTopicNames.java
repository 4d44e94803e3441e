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

import java.security.SecureRandom;
import java.util.HexFormat;

import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttInvalidTopicException;
import io.zmqtt.TopicName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the reply topic of a client: a prefix and the client identifier, so that it stays
 * the same for as long as the session does, and an access rule can be written for it.
 */
final class ReplyTopicNames {

	static final String DEFAULT_PREFIX = "zmqtt/reply";

	private static final Logger logger = LoggerFactory.getLogger(ReplyTopicNames.class);

	private final @Nullable String configuredPrefix;

	/**
	 * Stands for a client identifier that cannot be part of a topic.
	 */
	private final String token;

	private boolean warned;

	ReplyTopicNames(@Nullable String configuredPrefix, SecureRandom random) {
		this.configuredPrefix = configuredPrefix;
		byte[] bytes = new byte[16];
		random.nextBytes(bytes);
		this.token = HexFormat.of().formatHex(bytes);
	}

	String of(ConnectionInfo connection) {
		String name = escape(connection.clientId());
		if (this.configuredPrefix != null) {
			return join(this.configuredPrefix, name);
		}
		String information = connection.responseInformation();
		if (information != null && !information.isEmpty()) {
			try {
				return join(TopicName.requireValid(information), name);
			}
			catch (MqttInvalidTopicException ex) {
				if (!this.warned) {
					this.warned = true;
					logger.warn("The Response Information of {} is no topic, so that replies are asked for below '{}':"
							+ " {}", connection.server(), DEFAULT_PREFIX, ex.getMessage());
				}
			}
		}
		return join(DEFAULT_PREFIX, name);
	}

	private String join(String prefix, String name) {
		String base = prefix.endsWith("/") ? prefix : prefix + "/";
		if (name.isEmpty()) {
			return base + this.token;
		}
		try {
			return TopicName.requireValid(base + name);
		}
		catch (MqttInvalidTopicException ex) {
			// too long
			return base + this.token;
		}
	}

	private static String escape(String clientId) {
		return clientId.replace("%", "%25").replace("+", "%2B").replace("#", "%23");
	}

}
