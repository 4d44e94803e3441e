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
package io.zmqtt.internal.connection;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Protocols that are met instead of MQTT where host or port are wrong, known by the first
 * bytes of an answer.
 */
enum OtherProtocol {

	HTTP("HTTP/", "Check host and port; a broker that speaks MQTT over WebSocket is reached with ws:// or wss://."),

	/**
	 * An alert, since it did not understand what it read.
	 */
	TLS("\25\3", "Switch TLS on, or check the port."),

	AMQP("AMQP", "Check host and port."),

	SSH("SSH-", "Check host and port.");

	private final byte[] beginning;

	private final String advice;

	OtherProtocol(String beginning, String advice) {
		this.beginning = beginning.getBytes(StandardCharsets.ISO_8859_1);
		this.advice = advice;
	}

	static @Nullable OtherProtocol of(ByteBuf in) {
		for (OtherProtocol protocol : values()) {
			if (protocol.begins(in)) {
				return protocol;
			}
		}
		return null;
	}

	private boolean begins(ByteBuf in) {
		if (in.readableBytes() < this.beginning.length) {
			return false;
		}
		for (int i = 0; i < this.beginning.length; i++) {
			if (in.getByte(in.readerIndex() + i) != this.beginning[i]) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Return what to do about it.
	 */
	String advice() {
		return this.advice;
	}

}
