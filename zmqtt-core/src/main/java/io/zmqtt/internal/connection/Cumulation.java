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
	 * How many bytes are missing to the packet that is kept in part, 0 if unknown.
	 */
	private int missing;

	/**
	 * Complete the packet that is kept in part, so that nothing else of what was newly
	 * read has to be copied.
	 * @param in the newly read bytes, of which those are taken that belong to the packet
	 * @return the packet, which the caller owns, or null if there is none or it is not
	 * complete yet
	 */
	@Nullable ByteBuf complete(ByteBuf in, ByteBufAllocator allocator) {
		ByteBuf kept = this.buffer;
		if (kept == null || this.missing == 0) {
			return null;
		}
		int count = Math.min(this.missing, in.readableBytes());
		int length = kept.readableBytes() + count;
		kept = room(kept, count, (int) Math.min((long) kept.readableBytes() + this.missing, 2L * length), allocator);
		kept.writeBytes(in, count);
		this.missing -= count;
		this.buffer = (this.missing > 0) ? kept : null;
		return (this.missing > 0) ? null : kept;
	}

	/**
	 * Return whether it is known that further bytes are needed.
	 */
	boolean isIncomplete() {
		return this.buffer != null && this.missing > 0;
	}

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
			kept = room(kept, in.readableBytes(), kept.readableBytes() + in.readableBytes(), allocator);
			kept.writeBytes(in);
			return kept;
		}
		finally {
			in.release();
		}
	}

	private static ByteBuf room(ByteBuf kept, int bytes, int capacity, ByteBufAllocator allocator) {
		if (kept.writableBytes() >= bytes) {
			return kept;
		}
		ByteBuf larger = allocator.buffer(capacity);
		larger.writeBytes(kept);
		kept.release();
		return larger;
	}

	/**
	 * Keep what is left of a buffer, or release it.
	 * @param frameSize the size of the packet that it begins, or -1 if unknown
	 */
	void keep(ByteBuf in, int frameSize, ByteBufAllocator allocator) {
		int readable = in.readableBytes();
		this.missing = Math.max(0, frameSize - readable);
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
