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

import org.jspecify.annotations.Nullable;

/**
 * Reads what the broker pushes and writes blocks of encoded acknowledgements.
 */
final class RawReceiveDrive implements Drive {

	private static final int PUBLISH = 3;

	private static final int PUBREL = 6;

	private final RawConnection connection;

	private final String arguments;

	private final int qos;

	private final ByteBuffer acknowledgements;

	private final ByteBuffer completions;

	private long firstPublish;

	private long firstRelease;

	private long acknowledged;

	private long completed;

	RawReceiveDrive(RawConnection connection, Workload workload, int window) {
		this.connection = connection;
		this.qos = workload.qos();
		this.arguments = this.qos + " " + workload.payload() + " " + window + " " + workload.topics();
		// as the broker's ring of packets
		int ids = Math.min(Math.max(workload.topics(), 2 * window), 65535);
		this.acknowledgements = RawConnection.acknowledgements((this.qos == 1) ? 0x40 : 0x50, ids);
		this.completions = RawConnection.acknowledgements(0x70, ids);
	}

	@Override
	public Outcome run(long nanos) {
		try {
			return receive(System.nanoTime() + nanos);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Outcome receive(long deadline) throws IOException {
		this.firstPublish = this.connection.count(PUBLISH);
		this.firstRelease = this.connection.count(PUBREL);
		this.acknowledged = 0;
		this.completed = 0;
		this.connection.command("zb/start", this.arguments);
		while (System.nanoTime() < deadline) {
			step();
		}
		String token = this.connection.ask("zb/stop");
		@Nullable Long answer = this.connection.answer(token);
		while (answer == null) {
			step();
			answer = this.connection.answer(token);
		}
		long count = this.connection.count(PUBLISH) - this.firstPublish;
		return new Outcome(count, answer - count, System.nanoTime());
	}

	private void step() throws IOException {
		this.connection.read();
		if (this.qos == 0) {
			return;
		}
		long received = this.connection.count(PUBLISH) - this.firstPublish;
		this.connection.acknowledge(this.acknowledgements, this.acknowledged, received);
		this.acknowledged = received;
		long released = this.connection.count(PUBREL) - this.firstRelease;
		this.connection.acknowledge(this.completions, this.completed, released);
		this.completed = released;
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
