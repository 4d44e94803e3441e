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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of an incomplete packet. It grows by doubling up to the size of the packet, so
 * that the cost of a large one is linear in its size and a peer that only announces a
 * large one gets no memory for it.
 */
final class Cumulation {

	private @Nullable ByteBuf buffer;

	/**
	 * Put newly read bytes behind those that are kept.
	 * @return the buffer to decode from, which the caller owns until it is given to
	 * {@link #keep}
	 */
	ByteBuf append(ByteBuf in, ByteBufAllocator allocator) {
		ByteBuf kept = this.buffer;
		this.buffer = null;
		if (kept == null) {
			return in;
		}
		try {
			int needed = kept.readableBytes() + in.readableBytes();
			if (kept.writableBytes() < in.readableBytes()) {
				ByteBuf larger = allocator.buffer(needed);
				larger.writeBytes(kept);
				kept.release();
				kept = larger;
			}
			kept.writeBytes(in);
			return kept;
		}
		finally {
			in.release();
		}
	}

	/**
	 * Keep what is left of a buffer, or release it.
	 * @param frameSize the size of the packet that it begins, or -1 if unknown
	 */
	void keep(ByteBuf in, int frameSize, ByteBufAllocator allocator) {
		int readable = in.readableBytes();
		if (readable == 0) {
			in.release();
			return;
		}
		if (in.readerIndex() == 0 && in.writableBytes() > 0 && in.capacity() <= 2L * Math.max(readable, 128)) {
			this.buffer = in;
			return;
		}
		int target = (int) Math.min(Math.max(frameSize, 64), 2L * Math.max(readable, 128));
		ByteBuf rest = allocator.buffer(Math.max(target, readable));
		rest.writeBytes(in);
		in.release();
		this.buffer = rest;
	}

	void release() {
		if (this.buffer != null) {
			this.buffer.release();
			this.buffer = null;
		}
	}

}
