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

package io.zmqtt.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

import io.zmqtt.benchmarks.broker.Source;

/**
 * Writes blocks of encoded PUBLISH packets, half a window at a time, and counts what
 * comes back.
 */
final class RawPublishDrive implements Drive {

	private static final int PUBACK = 4;

	private static final int PUBREC = 5;

	private static final int PUBCOMP = 7;

	private final RawConnection connection;

	private final Source source;

	private final ByteBuffer releases;

	private final int qos;

	private final int halfWindow;

	private long released;

	private long completed;

	private long writtenBefore;

	private long countBefore;

	RawPublishDrive(RawConnection connection, Workload workload, int window) {
		this.connection = connection;
		this.qos = workload.qos();
		this.halfWindow = Math.max(1, window / 2);
		this.source = new Source("bench/topic/1", workload.topics(), this.qos, workload.payload(), window,
				connection.isVersion5());
		this.releases = RawConnection.acknowledgements(0x62, this.source.packets());
	}

	@Override
	public Outcome run(long nanos) {
		try {
			return publish(System.nanoTime() + nanos);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Outcome publish(long deadline) throws IOException {
		while (System.nanoTime() < deadline) {
			this.source.push(this.connection.channel());
			if (this.qos != 0) {
				awaitCompleted(this.source.written() - this.halfWindow);
			}
		}
		while (!this.source.completePacket(this.connection.channel())) {
			Thread.onSpinWait();
		}
		if (this.qos != 0) {
			awaitCompleted(this.source.written());
		}
		String token = this.connection.ask("zb/mark");
		Long answer = this.connection.answer(token);
		while (answer == null) {
			this.connection.read();
			answer = this.connection.answer(token);
		}
		long written = this.source.written();
		Outcome outcome = new Outcome(answer - this.countBefore,
				written - this.writtenBefore - (answer - this.countBefore), System.nanoTime());
		this.countBefore = answer;
		this.writtenBefore = written;
		return outcome;
	}

	private void awaitCompleted(long target) throws IOException {
		while (this.completed < target) {
			this.connection.read();
			long completed = this.connection.count((this.qos == 1) ? PUBACK : PUBCOMP);
			long received = this.connection.count(PUBREC);
			this.connection.acknowledge(this.releases, this.released, received);
			this.released = received;
			this.source.complete(completed - this.completed);
			this.completed = completed;
		}
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
