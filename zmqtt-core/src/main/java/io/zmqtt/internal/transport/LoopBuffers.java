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
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * The buffers that all connections of an event loop share: one to read into, whose bytes
 * are decoded before the next read, and a few to collect what is written. They are used
 * over and over, so that they stay in the processor's caches, and an idle connection has
 * none. A buffer is free while nobody but this has a reference to it.
 */
public final class LoopBuffers {

	/**
	 * The size of a buffer to read into, in bytes.
	 */
	static final int READ_SIZE = 64 * 1024;

	/**
	 * The size of a buffer to write from, in bytes.
	 */
	public static final int WRITE_SIZE = 80 * 1024;

	/**
	 * More than what a channel takes before it says that it is not writable.
	 */
	static final int WRITE_BUFFERS = 8;

	private static final FastThreadLocal<LoopBuffers> CURRENT = new FastThreadLocal<>() {

		@Override
		protected LoopBuffers initialValue() {
			return new LoopBuffers();
		}

		@Override
		protected void onRemoval(LoopBuffers buffers) {
			buffers.release();
		}

	};

	/**
	 * Does not look for leaks: a buffer that waits here for its next use is none.
	 */
	private static final UnpooledByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(true, true);

	private @Nullable ByteBuf read;

	private final @Nullable ByteBuf[] write = new @Nullable ByteBuf[WRITE_BUFFERS];

	private LoopBuffers() {
	}

	/**
	 * Take the buffer to read into. If somebody keeps what was read last, it is another
	 * one.
	 * @return an empty buffer, to be released
	 */
	static ByteBuf takeToRead() {
		LoopBuffers buffers = CURRENT.get();
		ByteBuf buffer = reuse(buffers.read, READ_SIZE);
		buffers.read = buffer;
		return buffer.retain();
	}

	/**
	 * Take a buffer to write from. It may grow.
	 * @return an empty buffer, to be released, or null if all are on their way
	 */
	public static @Nullable ByteBuf takeToWrite() {
		@Nullable ByteBuf[] buffers = CURRENT.get().write;
		for (int i = 0; i < buffers.length; i++) {
			ByteBuf buffer = buffers[i];
			if (buffer == null || buffer.refCnt() == 1) {
				buffer = reuse(buffer, WRITE_SIZE);
				buffers[i] = buffer;
				return buffer.retain();
			}
		}
		return null;
	}

	private static ByteBuf reuse(@Nullable ByteBuf buffer, int size) {
		if (buffer != null) {
			if (buffer.refCnt() == 1 && buffer.capacity() == size) {
				return buffer.clear();
			}
			buffer.release();
		}
		return ALLOCATOR.directBuffer(size);
	}

	private void release() {
		if (this.read != null) {
			this.read.release();
			this.read = null;
		}
		for (int i = 0; i < this.write.length; i++) {
			ByteBuf buffer = this.write[i];
			if (buffer != null) {
				buffer.release();
				this.write[i] = null;
			}
		}
	}

}
