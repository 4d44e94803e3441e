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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LoopBuffersTests {

	@BeforeEach
	@AfterEach
	void forgetBuffersOfThread() {
		FastThreadLocal.removeAll();
	}

	@Test
	void readBufferIsUsedAgain() {
		ByteBuf first = LoopBuffers.takeToRead();
		assertThat(first.capacity()).isEqualTo(LoopBuffers.READ_SIZE);
		assertThat(first.isDirect()).isTrue();
		first.writeLong(1).readInt();
		first.release();
		for (int i = 0; i < 3; i++) {
			ByteBuf next = LoopBuffers.takeToRead();
			assertThat(next).isSameAs(first);
			assertThat(next.readerIndex()).isZero();
			assertThat(next.writerIndex()).isZero();
			assertThat(next.refCnt()).isEqualTo(2);
			next.writeInt(i);
			next.release();
		}
		assertThat(first.refCnt()).isEqualTo(1);
	}

	@Test
	void retainedReadBufferIsLeftAlone() {
		ByteBuf kept = LoopBuffers.takeToRead();
		kept.writeLong(4711);
		ByteBuf other = LoopBuffers.takeToRead();
		assertThat(other).isNotSameAs(kept);
		other.writeLong(-1);
		other.release();
		assertThat(kept.refCnt()).isEqualTo(1);
		assertThat(kept.readLong()).isEqualTo(4711);
		kept.release();
		assertThat(kept.refCnt()).isZero();
		assertThat(LoopBuffers.takeToRead()).isSameAs(other);
		other.release();
	}

	@Test
	void slicedReadBufferIsLeftAlone() {
		ByteBuf read = LoopBuffers.takeToRead();
		ByteBuf slice = read.writeLong(4711).readRetainedSlice(Long.BYTES);
		read.release();
		ByteBuf other = LoopBuffers.takeToRead();
		assertThat(other).isNotSameAs(read);
		other.writeLong(-1);
		other.release();
		assertThat(slice.readLong()).isEqualTo(4711);
		slice.release();
		assertThat(read.refCnt()).isZero();
	}

	@Test
	void grownReadBufferIsNotUsedAgain() {
		ByteBuf grown = LoopBuffers.takeToRead();
		grown.writeZero(LoopBuffers.READ_SIZE + 1);
		grown.release();
		ByteBuf next = LoopBuffers.takeToRead();
		assertThat(next).isNotSameAs(grown);
		assertThat(next.capacity()).isEqualTo(LoopBuffers.READ_SIZE);
		assertThat(grown.refCnt()).isZero();
		next.release();
	}

	@Test
	void writeBufferIsUsedAgain() {
		ByteBuf first = takeToWrite();
		assertThat(first.capacity()).isEqualTo(LoopBuffers.WRITE_SIZE);
		first.writeLong(1).readInt();
		first.release();
		ByteBuf next = takeToWrite();
		assertThat(next).isSameAs(first);
		assertThat(next.readerIndex()).isZero();
		assertThat(next.writerIndex()).isZero();
		next.release();
	}

	@Test
	void grownWriteBufferIsNotUsedAgain() {
		ByteBuf grown = takeToWrite();
		grown.writeZero(LoopBuffers.WRITE_SIZE + 1);
		grown.release();
		ByteBuf next = takeToWrite();
		assertThat(next).isNotSameAs(grown);
		assertThat(next.capacity()).isEqualTo(LoopBuffers.WRITE_SIZE);
		assertThat(grown.refCnt()).isZero();
		next.release();
	}

	@Test
	void onlySoManyWriteBuffersAreOut() {
		List<ByteBuf> out = takeAllToWrite();
		assertThat(identities(out)).doesNotHaveDuplicates();
		for (int i = 0; i < 3; i++) {
			assertThat(LoopBuffers.takeToWrite()).isNull();
		}
		out.get(5).writeByte(1);
		out.get(5).release();
		assertThat(takeToWrite()).isSameAs(out.get(5)).returns(0, ByteBuf::writerIndex);
		assertThat(LoopBuffers.takeToWrite()).isNull();
		out.forEach(ByteBuf::release);
		assertThat(identities(takeAllToWrite())).containsExactlyElementsOf(identities(out));
		assertThat(LoopBuffers.takeToWrite()).isNull();
	}

	@Test
	void readBufferDoesNotDependOnWriteBuffers() {
		List<ByteBuf> out = takeAllToWrite();
		ByteBuf read = LoopBuffers.takeToRead();
		assertThat(identities(out)).doesNotContain(System.identityHashCode(read));
		read.release();
	}

	@Test
	void buffersGoWithTheirThread() {
		ByteBuf read = LoopBuffers.takeToRead();
		read.release();
		ByteBuf kept = takeToWrite();
		ByteBuf written = takeToWrite();
		written.release();
		FastThreadLocal.removeAll();
		assertThat(read.refCnt()).isZero();
		assertThat(written.refCnt()).isZero();
		assertThat(kept.refCnt()).isEqualTo(1);
		kept.release();
	}

	@Test
	void threadsShareNothing() throws Exception {
		ByteBuf mine = LoopBuffers.takeToRead();
		mine.release();
		CompletableFuture<Boolean> same = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				ByteBuf other = LoopBuffers.takeToRead();
				same.complete(other == mine);
				other.release();
			}
			catch (RuntimeException | Error ex) {
				same.completeExceptionally(ex);
			}
			finally {
				FastThreadLocal.removeAll();
			}
		});
		thread.start();
		assertThat(same.get(10, TimeUnit.SECONDS)).isFalse();
		thread.join(10_000);
		assertThat(mine.refCnt()).isEqualTo(1);
	}

	private static List<ByteBuf> takeAllToWrite() {
		List<ByteBuf> buffers = new ArrayList<>();
		for (int i = 0; i < LoopBuffers.WRITE_BUFFERS; i++) {
			buffers.add(takeToWrite());
		}
		return buffers;
	}

	private static ByteBuf takeToWrite() {
		ByteBuf buffer = LoopBuffers.takeToWrite();
		assertThat(buffer).isNotNull();
		return buffer;
	}

	/**
	 * Buffers of the same bytes are equal, so they cannot be compared as such.
	 */
	private static List<Integer> identities(List<ByteBuf> buffers) {
		return buffers.stream().map(System::identityHashCode).toList();
	}

}
