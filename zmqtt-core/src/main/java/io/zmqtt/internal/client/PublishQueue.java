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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import io.zmqtt.internal.packet.PublishPacketProperties;
import org.jspecify.annotations.Nullable;

/**
 * A queue of many producers and one consumer through the links of the messages themselves
 * (the intrusive queue of D. Vyukov). Nothing is allocated and nobody waits.
 */
final class PublishQueue {

	private static final VarHandle TAIL;

	static {
		try {
			TAIL = MethodHandles.lookup().findVarHandle(PublishQueue.class, "tail", PublishFuture.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final PublishFuture stub;

	private PublishFuture head;

	private volatile PublishFuture tail;

	PublishQueue(PublishPipeline pipeline) {
		this.stub = new PublishFuture(pipeline, "", new byte[0], PublishPacketProperties.NONE, (byte) 0, 0, 0);
		this.head = this.stub;
		this.tail = this.stub;
	}

	/**
	 * Add a message. Any thread may call this.
	 */
	void add(PublishFuture message) {
		message.nextRelease(null);
		PublishFuture before = (PublishFuture) TAIL.getAndSet(this, message);
		before.nextRelease(message);
	}

	/**
	 * Take the first message. Only one thread may call this.
	 * @return the message, or null if there is none, or the one who adds it has not
	 * finished, which he is going to tell
	 */
	@Nullable PublishFuture poll() {
		PublishFuture first = this.head;
		PublishFuture second = first.nextAcquire();
		if (first == this.stub) {
			if (second == null) {
				return null;
			}
			this.head = second;
			first = second;
			second = second.nextAcquire();
		}
		if (second != null) {
			this.head = second;
			return first;
		}
		if (first != this.tail) {
			return null;
		}
		add(this.stub);
		second = first.nextAcquire();
		if (second != null) {
			this.head = second;
			return first;
		}
		return null;
	}

	/**
	 * Return whether nothing is in the queue and nobody is adding. Only the consumer may
	 * call this.
	 */
	boolean isEmpty() {
		return this.head == this.stub && this.tail == this.stub;
	}

}
