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

import java.util.concurrent.atomic.AtomicLong;

import io.netty.channel.ChannelId;

/**
 * A cheap identifier of a channel: the usual one looks at all network interfaces, which
 * costs the first connection of a process tens of milliseconds.
 */
record NumberedId(long number) implements ChannelId {

	private static final AtomicLong NUMBER = new AtomicLong();

	static ChannelId next() {
		return new NumberedId(NUMBER.incrementAndGet());
	}

	@Override
	public String asShortText() {
		return Long.toString(this.number);
	}

	@Override
	public String asLongText() {
		return asShortText();
	}

	@Override
	public int compareTo(ChannelId other) {
		return (other instanceof NumberedId id) ? Long.compare(this.number, id.number)
				: asLongText().compareTo(other.asLongText());
	}

}
