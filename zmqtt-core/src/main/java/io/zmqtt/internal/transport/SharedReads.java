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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * Reads into the buffer that the connections of an event loop share. Only for channels
 * whose one handler decodes at once what was read.
 */
final class SharedReads extends DefaultMaxMessagesRecvByteBufAllocator {

	/**
	 * How many times a channel is read before others have their turn, as Netty does it by
	 * default.
	 */
	private static final int READS = 16;

	static final SharedReads INSTANCE = new SharedReads();

	private SharedReads() {
		super(READS);
	}

	@Override
	@SuppressWarnings("deprecation")
	public RecvByteBufAllocator.Handle newHandle() {
		return new SharedHandle();
	}

	private final class SharedHandle extends MaxMessageHandle {

		@Override
		public int guess() {
			return LoopBuffers.READ_SIZE;
		}

		@Override
		public ByteBuf allocate(ByteBufAllocator allocator) {
			return LoopBuffers.takeToRead();
		}

	}

}
